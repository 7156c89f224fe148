import type { Transaction } from '../transaction.ts';
import type { EventTable, WaitingRow } from './event-table.ts';

/** How often an event that fails by itself is tried, and how long it waits in between. */
export interface RetryPolicy {
  /** Counted tries after which an event is parked. Default 10. */
  readonly tries?: number;
  /** Milliseconds before the second try; they double up to a minute. Default 500. */
  readonly retryAfter?: number;
}

/** @internal */
export type Policy = Required<RetryPolicy>;

/** @throws RangeError @internal */
export function policyOf({ tries = 10, retryAfter = 500 }: RetryPolicy): Policy {
  if (!Number.isInteger(tries) || tries < 1)
    throw new RangeError(`tries is ${tries}; it must be a whole number from 1.`);
  if (!(retryAfter > 0)) throw new RangeError(`retryAfter is ${retryAfter}; it must be milliseconds above 0.`);
  return { tries, retryAfter };
}

/** @internal */
export async function markDone(tx: Transaction, table: EventTable, rows: readonly WaitingRow[]): Promise<void> {
  if (rows.length === 0) return;
  await tx.query(`UPDATE ${table} SET done_at = clock_timestamp(), error = NULL WHERE id = ANY($1::bigint[])`, [
    rows.map(({ id }) => id),
  ]);
}

const longestDelay = 60_000;

/** Counts a failed try, and says whether the event is parked by it. @internal */
export async function countFailure(
  tx: Transaction,
  table: EventTable,
  { id, tries }: WaitingRow,
  { error, policy }: { readonly error: unknown; readonly policy: Policy },
): Promise<'parked' | 'later'> {
  const parked = tries + 1 >= policy.tries;
  const delay = Math.min(longestDelay, policy.retryAfter * 2 ** tries);
  await tx.query(
    `UPDATE ${table} SET tries = tries + 1, error = $2,
       next_try_at = clock_timestamp() + $3 * interval '1 millisecond',
       parked_at = CASE WHEN $4 THEN clock_timestamp() END
     WHERE id = $1`,
    [id, wordsOf(error), delay, parked],
  );
  return parked ? 'parked' : 'later';
}

/** Leaves events that nobody had the time to try alone for some milliseconds, and counts nothing against them. @internal */
export async function putOff(tx: Transaction, rows: readonly WaitingRow[], milliseconds: number): Promise<void> {
  if (rows.length === 0) return;
  await tx.query(
    `UPDATE saga_outbox SET next_try_at = clock_timestamp() + $2 * interval '1 millisecond' WHERE id = ANY($1::bigint[])`,
    [rows.map(({ id }) => id), milliseconds],
  );
}

/** The message and no stack, which is the code's and not the operator's; a NUL can't be stored. */
function wordsOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).replaceAll('\0', '').slice(0, 1_000);
}
