import type { Pool } from 'pg';
import { inTransaction } from '../in-transaction.ts';
import type { WaitingRow } from '../outbox/event-table.ts';
import { countFailure, type Policy } from '../outbox/settle-event.ts';

// Who was told that its session is over may be quicker than the server with that session's locks.
const mine = `SELECT 1 FROM saga_inbox
  WHERE id = $1 AND tries = $2 AND done_at IS NULL AND parked_at IS NULL FOR UPDATE`;

/**
 * Counts a try whose transaction was lost after its handler had begun: an event that costs its session each time would otherwise be
 * claimed first for ever. Gives `undefined` when there is nothing to hold against it: the database is away, as this transaction fails
 * too; or it was handled or counted meanwhile, by the lost transaction or by a rival.
 * @internal
 */
export async function countLost(
  pool: Pool,
  row: WaitingRow,
  failure: { readonly error: unknown; readonly policy: Policy },
): Promise<'parked' | 'later' | undefined> {
  try {
    return await inTransaction(pool, async (tx) => {
      await tx.query("SET LOCAL lock_timeout = '2s'");
      const { rows } = await tx.query(mine, [row.id, row.tries]);
      if (rows.length === 0) return { keep: false, answer: undefined };
      return { keep: true, answer: await countFailure(tx, 'saga_inbox', row, failure) };
    });
  } catch {
    return undefined;
  }
}
