import type { Transaction } from '../transaction.ts';

/** A transaction that is given to several at once, for a while. @internal */
export interface LentTransaction extends Transaction {
  /**
   * Waits for the query in progress, and keeps or undoes what was written. Whoever comes later is refused: by then the connection may be
   * in another transaction. Rejects when what was to be kept can't be, and is then undone too; the transaction itself goes on.
   */
  takeBack(outcome: 'keep' | 'undo'): Promise<void>;
  /** Whether anybody used it. */
  readonly isUsed: boolean;
}

/** Runs the queries of all one after the other, as a connection must. A savepoint is set before the first, and none where nobody writes. @internal */
export function lendTransaction(tx: Transaction): LentTransaction {
  let last: Promise<unknown> = Promise.resolve();
  let isOver = false;
  let isUsed = false;
  const undo = () => tx.query('ROLLBACK TO SAVEPOINT saga_publish; RELEASE SAVEPOINT saga_publish');
  return {
    get isUsed() {
      return isUsed;
    },
    query(text, values) {
      const next = last.then(async () => {
        if (isOver) throw new Error('The transaction in which the event was to be published is over.');
        if (!isUsed) {
          await tx.query('SAVEPOINT saga_publish');
          isUsed = true;
        }
        return await tx.query(text, values);
      });
      last = next.catch(() => undefined);
      return next;
    },
    async takeBack(outcome) {
      isOver = true;
      await last;
      if (!isUsed) return;
      if (outcome === 'undo') {
        await undo();
        return;
      }
      try {
        // What is deferred is checked now, as at the COMMIT it would take the whole transaction with it.
        await tx.query('SET CONSTRAINTS ALL IMMEDIATE; RELEASE SAVEPOINT saga_publish');
      } catch (error) {
        await undo();
        throw error;
      }
    },
  };
}
