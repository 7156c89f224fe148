import type { CreateOrderArgument } from '@saga/activities';
import type { Request } from 'express';
import type { Pool, PoolClient } from 'pg';
import { outbox, Refusal } from 'saga-core/participant';
import type { OrderEnding, OrderFailure } from '../../saga/order-ending.ts';
import { type OrderEvent, orderEventSource } from '../events/order-event.ts';
import { traceOf } from '../events/trace-of.ts';
import { currency, type OrderStatus } from './order.ts';
import type { OrderView } from './order-view.ts';

const events = outbox({ source: orderEventSource });

/** What changes an order: the call's key, and the request, whose trace the event goes on with. */
interface Cause {
  readonly key: string;
  readonly request: Request;
}

const kinds = { CONFIRMED: 'confirmed', CANCELLED: 'cancelled', FAILED: 'failed' } as const;

/** Writes a new order, its ledger line and its event. */
export async function insertOrder(
  tx: PoolClient,
  order: CreateOrderArgument,
  total: number,
  cause: Cause,
): Promise<void> {
  const { orderId, customerId, items, paymentMethod, shippingAddress } = order;
  const { rowCount } = await tx.query(
    `INSERT INTO orders (id, customer_id, total, currency, payment_method, shipping_address)
     VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (id) DO NOTHING`,
    [orderId, customerId, total, currency, paymentMethod, shippingAddress ?? null],
  );
  if (rowCount === 0) throw new Refusal('ORDER_EXISTS', 'Another saga has created an order with this id.');
  await tx.query(
    `INSERT INTO order_lines (order_id, line, sku, quantity, unit_price)
     SELECT $1, * FROM unnest($2::int[], $3::text[], $4::bigint[], $5::bigint[])`,
    [
      orderId,
      items.map((_, index) => index + 1),
      items.map(({ sku }) => sku),
      items.map(({ quantity }) => quantity),
      items.map(({ unitPrice }) => unitPrice),
    ],
  );
  await recordChange(tx, orderId, 'created', cause);
}

/** The order's status, locked until the transaction ends. */
export async function lockStatus(tx: PoolClient, orderId: string): Promise<OrderStatus> {
  const { rows } = await tx.query<{ status: OrderStatus }>('SELECT status FROM orders WHERE id = $1 FOR UPDATE', [
    orderId,
  ]);
  const [order] = rows;
  if (order === undefined) throw new Refusal('UNKNOWN_ORDER', 'There is no order with this id.');
  return order.status;
}

/** Writes how an order ends, its ledger line and its event. */
export async function endOrder(tx: PoolClient, orderId: string, ending: OrderEnding, cause: Cause): Promise<void> {
  const { status } = ending;
  const failure = ending.status === 'FAILED' ? ending.failure : undefined;
  await tx.query(
    `UPDATE orders SET status = $2, failure_code = $3, failure_detail = $4, ended_at = clock_timestamp() WHERE id = $1`,
    [orderId, status, failure?.code ?? null, failure?.detail ?? null],
  );
  await recordChange(tx, orderId, kinds[status], cause, failure);
}

async function recordChange(
  tx: PoolClient,
  orderId: string,
  kind: 'created' | 'confirmed' | 'cancelled' | 'failed',
  { key, request }: Cause,
  failure?: OrderFailure,
): Promise<void> {
  const { rows } = await tx.query<OrderEventRow>(
    `WITH changed AS (
       INSERT INTO order_changes (order_id, kind, amount, idempotency_key) SELECT id, $2, total, $3 FROM orders WHERE id = $1
     ) SELECT customer_id, status, total, currency FROM orders WHERE id = $1`,
    [orderId, kind, key],
  );
  const [order] = rows;
  if (order === undefined) throw new Error('A change of an order that is not there can not be told.');
  const { customer_id, status, total, currency: code } = order;
  const data: OrderEvent = {
    orderId,
    customerId: customer_id,
    status,
    total: { amount: total, currency: code },
    ...(failure !== undefined && { failureCode: failure.code }),
  };
  const trace = traceOf(request.headers);
  await events.publish(tx, { type: `order.${kind}`, aggregate: orderId, data, ...(trace !== undefined && { trace }) });
}

type OrderEventRow = Pick<OrderRow, 'customer_id' | 'status' | 'total' | 'currency'>;

interface OrderRow {
  readonly id: string;
  readonly customer_id: string;
  readonly status: OrderStatus;
  readonly total: number;
  readonly currency: string;
  readonly failure_code: string | null;
  readonly failure_detail: string | null;
  readonly created_at: Date;
  readonly ended_at: Date | null;
  readonly items: OrderView['items'];
}

/** Reads an order with its lines, `undefined` when there is none. */
export async function findOrder(pool: Pool, orderId: string): Promise<OrderView | undefined> {
  const { rows } = await pool.query<OrderRow>(
    `SELECT o.*, (SELECT json_agg(json_build_object('sku', sku, 'quantity', quantity, 'unitPrice', unit_price) ORDER BY line)
                  FROM order_lines WHERE order_id = o.id) AS items
     FROM orders o WHERE id = $1`,
    [orderId],
  );
  const [row] = rows;
  if (row === undefined) return undefined;
  const { failure_code, failure_detail } = row;
  return {
    id: row.id,
    customerId: row.customer_id,
    status: row.status,
    items: row.items,
    total: { amount: row.total, currency: row.currency },
    ...(failure_code !== null && { failure: { code: failure_code, detail: failure_detail ?? '' } }),
    createdAt: row.created_at.toISOString(),
    ...(row.ended_at !== null && { endedAt: row.ended_at.toISOString() }),
  };
}
