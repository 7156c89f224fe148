import type { Performed } from './perform-effect.ts';
import type { Transaction } from './transaction.ts';

/** Performs `work` in somebody's open transaction; what is not kept is taken back to where `work` began. @internal */
export async function inSavepoint<Tx extends Transaction, Answer>(
  tx: Tx,
  work: (tx: Tx) => Promise<Performed<Answer>>,
): Promise<Answer> {
  await tx.query('SAVEPOINT saga_call');
  try {
    const { answer, keep } = await work(tx);
    if (!keep) await tx.query('ROLLBACK TO SAVEPOINT saga_call');
    await tx.query('RELEASE SAVEPOINT saga_call');
    return answer;
  } catch (error) {
    // Where this fails too, the transaction is lost as a whole, which its owner learns from its next statement; why, `error` says.
    await tx.query('ROLLBACK TO SAVEPOINT saga_call').catch(() => undefined);
    throw error;
  }
}
