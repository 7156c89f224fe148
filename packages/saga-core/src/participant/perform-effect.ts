import { Refusal } from './refusal.ts';
import type { Transaction } from './transaction.ts';

/** What to answer, and whether the transaction is kept or rolled back before. @internal */
export interface Performed<Answer> {
  readonly answer: Answer;
  readonly keep: boolean;
}

/**
 * Runs a handler behind the savepoint `saga_effect`, and gives its value, or the refusal that it threw; any other error passes.
 *
 * The release is more than tidying up. A handler that caught a failed statement's error, or that ended the transaction itself, has left
 * nothing to commit, and a bare COMMIT would say nothing about it; the release fails then, and so does the call.
 * @internal
 */
export async function performEffect<Value>(
  tx: Transaction,
  handler: () => Promise<Value>,
): Promise<{ readonly value: Value } | Refusal> {
  let value: Value;
  try {
    value = await handler();
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
  await tx.query('RELEASE SAVEPOINT saga_effect');
  return { value };
}
