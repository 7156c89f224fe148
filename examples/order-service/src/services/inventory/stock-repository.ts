import type { PoolClient } from 'pg';
import { Refusal } from 'saga-core/participant';
import type { ReservationStatus, ReservedLine } from './reservation.ts';

/**
 * What is available of each SKU, locked until the transaction ends. Every transaction locks in the order of the SKUs, so two that want
 * the same ones queue up and never block each other for good.
 */
export async function lockAvailable(
  tx: PoolClient,
  lines: readonly ReservedLine[],
): Promise<ReadonlyMap<string, number>> {
  const { rows } = await tx.query<{ sku: string; available: number }>(
    'SELECT sku, available FROM items WHERE sku = ANY ($1) ORDER BY sku FOR UPDATE',
    [lines.map(({ sku }) => sku)],
  );
  return new Map(rows.map(({ sku, available }) => [sku, available]));
}

/** Writes an order's reservation. */
export async function insertReservation(tx: PoolClient, orderId: string, id: string): Promise<void> {
  const { rowCount } = await tx.query(
    'INSERT INTO reservations (order_id, id) VALUES ($1, $2) ON CONFLICT DO NOTHING',
    [orderId, id],
  );
  if (rowCount === 0) throw new Refusal('ALREADY_RESERVED', 'Another saga has reserved items for this order.');
}

export interface Reservation {
  readonly status: ReservationStatus;
  readonly lines: readonly ReservedLine[];
}

/** An order's reservation, locked until the transaction ends. */
export async function lockReservation(tx: PoolClient, orderId: string): Promise<Reservation> {
  const { rows } = await tx.query<{ status: ReservationStatus }>(
    'SELECT status FROM reservations WHERE order_id = $1 FOR UPDATE',
    [orderId],
  );
  const [reservation] = rows;
  if (reservation === undefined) throw new Refusal('NOTHING_RESERVED', 'Nothing was ever reserved for this order.');
  const { rows: lines } = await tx.query<ReservedLine>(
    `SELECT sku, quantity FROM stock_changes WHERE order_id = $1 AND kind = 'reserved'`,
    [orderId],
  );
  return { status: reservation.status, lines };
}

export async function setReservationStatus(tx: PoolClient, orderId: string, status: ReservationStatus): Promise<void> {
  await tx.query('UPDATE reservations SET status = $2 WHERE order_id = $1', [orderId, status]);
}

const moves = {
  reserved: 'available = available - quantity, reserved = reserved + quantity',
  released: 'available = available + quantity, reserved = reserved - quantity',
  sold: 'sold = sold + quantity, reserved = reserved - quantity',
} as const;

/** Moves stock and writes it in the ledger. The rows must be locked by `lockAvailable`; the table's checks refuse what must not be. */
export async function moveStock(
  tx: PoolClient,
  orderId: string,
  kind: keyof typeof moves,
  lines: readonly ReservedLine[],
  key: string,
): Promise<void> {
  await tx.query(
    `UPDATE items SET ${moves[kind]} FROM unnest($1::text[], $2::bigint[]) AS moved (moved_sku, quantity) WHERE sku = moved_sku`,
    columns(lines),
  );
  await tx.query(
    `INSERT INTO stock_changes (order_id, kind, idempotency_key, sku, quantity)
     SELECT $1, $2, $3, * FROM unnest($4::text[], $5::bigint[])`,
    [orderId, kind, key, ...columns(lines)],
  );
}

function columns(lines: readonly ReservedLine[]): [string[], number[]] {
  return [lines.map(({ sku }) => sku), lines.map(({ quantity }) => quantity)];
}
