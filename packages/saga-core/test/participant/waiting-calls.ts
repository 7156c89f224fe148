import { setImmediate } from 'node:timers/promises';
import type { Pool } from 'pg';

/** Resolves when so many of the database's connections wait for another transaction. */
export async function waitingCalls(pool: Pool, count: number): Promise<void> {
  const query = `SELECT count(*)::int AS waiting FROM pg_stat_activity
    WHERE datname = current_database() AND cardinality(pg_blocking_pids(pid)) > 0`;
  for (;;) {
    const { rows } = await pool.query<{ waiting: number }>(query);
    if (rows[0]?.waiting === count) return;
    await setImmediate();
  }
}
