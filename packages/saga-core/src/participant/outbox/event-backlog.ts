import type { Transaction } from '../transaction.ts';
import type { EventTable } from './event-table.ts';

/** What waits in an outbox or an inbox, for gauges and alarms. */
export interface EventBacklog {
  /** Events not yet sent, or not yet handled; the parked ones and those behind them included. */
  readonly waiting: number;
  /** Seconds since the oldest of them was written; 0 when none waits. The figure to raise an alarm on. */
  readonly oldestSeconds: number;
  /** Events that wait for a person's decision. */
  readonly parked: number;
}

/** @internal */
export async function backlogOf(pool: Transaction, table: EventTable): Promise<EventBacklog> {
  const { rows } = await pool.query(
    `SELECT count(*)::int AS waiting, count(parked_at)::int AS parked,
       coalesce(extract(epoch FROM clock_timestamp() - min(created_at)), 0)::float8 AS "oldestSeconds"
     FROM ${table} WHERE done_at IS NULL`,
  );
  return rows[0] as EventBacklog;
}
