import type { SagaCall } from '../engine/saga-call.ts';
import type { RefusedAnswer } from './call-answer.ts';
import type { Refusal } from './refusal.ts';
import { refused } from './run-row.ts';
import type { Transaction } from './transaction.ts';

const store = `UPDATE saga_barrier SET outcome = 'refused', code = $3, detail = $4
  WHERE saga_id = $1 AND step = $2 AND operation = 'run' RETURNING code, detail`;

/** Stores a run's refusal. The answer is what the database kept, so that the first one and a duplicate's are the same. @internal */
export async function storeRefusal(tx: Transaction, call: SagaCall, refusal: Refusal): Promise<RefusedAnswer> {
  const { rows } = await tx.query(store, [call.sagaId, call.step, refusal.code, refusal.detail ?? null]);
  const [kept = refusal] = rows as readonly { readonly code: string; readonly detail: string | null }[];
  return refused(kept.code, kept.detail);
}
