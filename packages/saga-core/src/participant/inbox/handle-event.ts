import type { Pool, PoolClient } from 'pg';
import { inTransaction } from '../in-transaction.ts';
import type { CloudEvent } from '../outbox/cloud-event.ts';
import { claimHeads, type WaitingRow } from '../outbox/event-table.ts';
import { countFailure, markDone, type Policy } from '../outbox/settle-event.ts';
import { countLost } from './count-lost.ts';

/** @internal */
export type Handled =
  | { readonly outcome: 'none' }
  | { readonly outcome: 'handled'; readonly event: CloudEvent }
  | { readonly outcome: 'later' | 'parked'; readonly event: CloudEvent; readonly error: unknown };

/** Handles the first event of an aggregate that nobody else holds: its effect and the mark that it was handled are one transaction. @internal */
export async function handleEvent(
  pool: Pool,
  handle: (tx: PoolClient, event: CloudEvent) => Promise<void>,
  policy: Policy,
): Promise<Handled> {
  let begun: WaitingRow | undefined;
  try {
    return await inTransaction<Handled>(pool, async (tx) => {
      const [row] = (await tx.query(claimHeads('saga_inbox'), [1])).rows as WaitingRow[];
      if (row === undefined) return { keep: false, answer: { outcome: 'none' } };
      const event = row.event as CloudEvent;
      await tx.query('SAVEPOINT saga_event');
      begun = row;
      try {
        await handle(tx, event);
        // What is deferred is checked now, as at the COMMIT it would take the whole transaction with it. The release fails when the
        // handler caught the error of a statement and went on: then there is no effect to keep.
        await tx.query('SET CONSTRAINTS ALL IMMEDIATE; RELEASE SAVEPOINT saga_event');
      } catch (error) {
        await tx.query('ROLLBACK TO SAVEPOINT saga_event').catch(() => {
          // The transaction is lost; why, `error` says.
          throw error;
        });
        const outcome = await countFailure(tx, 'saga_inbox', row, { error, policy });
        return { keep: true, answer: { outcome, event, error } };
      }
      await markDone(tx, 'saga_inbox', [row]);
      return { keep: true, answer: { outcome: 'handled', event } };
    });
  } catch (error) {
    const outcome = begun && (await countLost(pool, begun, { error, policy }));
    if (begun === undefined || outcome === undefined) throw error;
    return { outcome, event: begun.event as CloudEvent, error };
  }
}
