import type { SagaCall } from '../engine/saga-call.ts';
import { closeRun } from './close-run.ts';
import { resultOf } from './run-row.ts';
import type { Transaction } from './transaction.ts';

/** The run that a compensation undoes: its key, and the result with which it was applied. */
export interface AppliedRun<Result> {
  readonly key: string;
  readonly result: Result;
}

const accept = `INSERT INTO saga_barrier (saga_id, step, operation, key, outcome) VALUES ($1, $2, 'compensate', $3, $4)
  ON CONFLICT (saga_id, step, operation) DO NOTHING RETURNING outcome`;

/**
 * Accepts the compensation, and returns the run to undo, or `undefined` when there is nothing to undo: the run never came (its tombstone
 * lies in this same transaction, so that it cannot slip in any more), was refused, or is undone already.
 * @internal
 */
export async function admitCompensation<Result>(
  tx: Transaction,
  call: SagaCall,
): Promise<AppliedRun<Result> | undefined> {
  const run = await closeRun(tx, call, 'compensate');
  const outcome = run.outcome === 'applied' ? 'applied' : 'empty';
  const { rows } = await tx.query(accept, [call.sagaId, call.step, call.key, outcome]);
  const first = rows.length === 1;
  return first && run.outcome === 'applied' ? { key: run.key, result: resultOf(run.response) } : undefined;
}
