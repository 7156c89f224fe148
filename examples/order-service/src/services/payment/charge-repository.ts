import type { ChargeArgument } from '@saga/activities';
import type { Pool, PoolClient } from 'pg';
import { Refusal } from 'saga-core/participant';

/** Writes a charge, its ledger line with it. */
export async function insertCharge(
  tx: PoolClient,
  charge: ChargeArgument,
  paymentId: string,
  key: string,
): Promise<void> {
  const { orderId, customerId, paymentMethod, amount } = charge;
  const { rowCount } = await tx.query(
    `INSERT INTO charges (payment_id, order_id, customer_id, payment_method, amount, idempotency_key)
     VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (order_id) DO NOTHING`,
    [paymentId, orderId, customerId, paymentMethod, amount, key],
  );
  if (rowCount === 0) throw new Refusal('ALREADY_CHARGED', 'This order was charged by another call.');
}

export interface StoredCharge {
  readonly paymentId: string;
  readonly orderId: string;
  readonly customerId: string;
  readonly amount: number;
  readonly refunded: number;
}

/** The charge that a key made, locked until the transaction ends. */
export async function lockCharge(tx: PoolClient, key: string): Promise<StoredCharge | undefined> {
  const { rows } = await tx.query<StoredCharge>(
    `SELECT payment_id AS "paymentId", order_id AS "orderId", customer_id AS "customerId", amount, refunded
     FROM charges WHERE idempotency_key = $1 FOR UPDATE`,
    [key],
  );
  return rows[0];
}

/** Writes a refund, its ledger line with it. The table's check refuses more than was charged. */
export async function insertRefund(tx: PoolClient, paymentId: string, amount: number, key: string): Promise<void> {
  await tx.query('UPDATE charges SET refunded = refunded + $2 WHERE payment_id = $1', [paymentId, amount]);
  await tx.query('INSERT INTO refunds (payment_id, amount, idempotency_key) VALUES ($1, $2, $3)', [
    paymentId,
    amount,
    key,
  ]);
}

/** How long ago a key's charge was made, in milliseconds; `undefined` when it made none. */
export async function chargeAge(pool: Pool, key: string): Promise<number | undefined> {
  const { rows } = await pool.query<{ age: number }>(
    'SELECT extract(epoch FROM clock_timestamp() - created_at)::float8 * 1000 AS age FROM charges WHERE idempotency_key = $1',
    [key],
  );
  return rows[0]?.age;
}

/** Counts a try of a flaky charge, and gives the count. It is kept apart from the charge, as the tries that fail leave no charge. */
export async function countFlakyAttempt(pool: Pool, key: string): Promise<number> {
  const { rows } = await pool.query<{ attempts: number }>(
    `INSERT INTO flaky_attempts AS f (idempotency_key, attempts) VALUES ($1, 1)
     ON CONFLICT (idempotency_key) DO UPDATE SET attempts = f.attempts + 1 RETURNING attempts`,
    [key],
  );
  return rows[0]?.attempts ?? 0;
}
