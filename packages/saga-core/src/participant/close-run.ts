import type { SagaCall } from '../engine/saga-call.ts';
import { lockRunRow, type RunRow } from './run-row.ts';
import type { Transaction } from './transaction.ts';

const bury = `INSERT INTO saga_barrier (saga_id, step, operation, key, outcome, closed_by) VALUES ($1, $2, 'run', $3, 'tombstone', $4)
  ON CONFLICT (saga_id, step, operation) DO NOTHING RETURNING outcome, closed_by`;

const close = `UPDATE saga_barrier SET closed_by = $3
  WHERE saga_id = $1 AND step = $2 AND operation = 'run' AND outcome = 'refused' AND closed_by IS NULL`;

/**
 * Makes sure that a run which was not applied never will be: puts a tombstone where no row is, and closes a stored refusal against
 * patched calls. Waits for a run in progress, and keeps the row locked, so that what it returns stays true until this transaction ends.
 * @internal
 */
export async function closeRun(tx: Transaction, call: SagaCall, by: 'compensate' | 'fence'): Promise<RunRow> {
  const { rows } = await tx.query(bury, [call.sagaId, call.step, call.key, by]);
  const [tombstone] = rows;
  if (tombstone !== undefined) return tombstone as RunRow;
  const row = await lockRunRow(tx, call);
  if (row.outcome === 'refused') await tx.query(close, [call.sagaId, call.step, by]);
  return row;
}
