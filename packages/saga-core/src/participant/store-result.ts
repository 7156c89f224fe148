import type { SagaCall } from '../engine/saga-call.ts';
import type { AppliedAnswer } from './call-answer.ts';
import { ResultNotJsonError } from './result-not-json-error.ts';
import { resultOf } from './run-row.ts';
import type { Transaction } from './transaction.ts';

const store = `UPDATE saga_barrier SET response = $3 WHERE saga_id = $1 AND step = $2 AND operation = 'run'`;

/** Stores a run's result as its answer, and gives it back as every duplicate will get it. @internal */
export async function storeResult<Result>(
  tx: Transaction,
  call: SagaCall,
  result: Result,
): Promise<AppliedAnswer<Result>> {
  if (result === undefined) return { outcome: 'applied', result };
  const response = toJson(call, result);
  await tx.query(store, [call.sagaId, call.step, response]);
  return { outcome: 'applied', result: resultOf(response) };
}

function toJson(call: SagaCall, result: unknown): string {
  let json: string | undefined;
  try {
    json = JSON.stringify(result);
  } catch (cause) {
    throw new ResultNotJsonError(call, { cause });
  }
  // A function or a symbol: JSON leaves it out without a word.
  if (json === undefined) throw new ResultNotJsonError(call);
  return json;
}
