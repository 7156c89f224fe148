import type { Transaction } from '../transaction.ts';

/** A transaction that is given to several at once, for a while. @internal */
export interface LentTransaction extends Transaction {
  /** Waits for the query in progress. Whoever comes later is refused: by then the connection may be in another transaction. */
  takeBack(): Promise<void>;
}

/** Runs the queries of all one after the other, as a connection must. @internal */
export function lendTransaction(tx: Transaction): LentTransaction {
  let last: Promise<unknown> = Promise.resolve();
  let isOver = false;
  return {
    query(text, values) {
      const next = last.then(() => {
        if (isOver) throw new Error('The transaction in which the event was to be published is over.');
        return tx.query(text, values);
      });
      last = next.catch(() => undefined);
      return next;
    },
    async takeBack() {
      isOver = true;
      await last;
    },
  };
}
