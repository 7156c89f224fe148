import type { Transaction } from '../transaction.ts';
import type { EventTable } from './event-table.ts';

const batch = 1_000;

/** Removes events that were settled longer ago than `keepFor` milliseconds, a thousand at a time so that no lock is held for long. @internal */
export async function sweepSettled(pool: Transaction, table: EventTable, keepFor: number): Promise<number> {
  let removed = 0;
  for (;;) {
    const { rows } = await pool.query(
      `WITH chosen AS MATERIALIZED (
         SELECT id FROM ${table} WHERE done_at < clock_timestamp() - $1 * interval '1 millisecond'
         ORDER BY done_at LIMIT ${batch} FOR UPDATE SKIP LOCKED)
       DELETE FROM ${table} USING chosen WHERE ${table}.id = chosen.id RETURNING 1`,
      [keepFor],
    );
    removed += rows.length;
    if (rows.length < batch) return removed;
  }
}
