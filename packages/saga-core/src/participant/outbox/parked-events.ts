import type { Transaction } from '../transaction.ts';
import type { CloudEvent } from './cloud-event.ts';
import type { EventTable } from './event-table.ts';

/** An event that failed too often and waits for a person, with all later ones of its aggregate behind it. */
export interface ParkedEvent {
  readonly event: CloudEvent;
  readonly tries: number;
  /** What the last try failed with. */
  readonly error: string;
  readonly parkedAt: Date;
  /** How many events of the aggregate wait behind it. */
  readonly behind: number;
}

/** The place for dead letters: it holds events that failed too often, and a person's decisions about them. */
export interface ParkedEvents {
  /** At most a hundred of them, the oldest first. */
  list(): Promise<readonly ParkedEvent[]>;
  /** Tries it again from the beginning, say when its cause is mended. `false` when no parked event has this id. */
  retry(event: Pick<CloudEvent, 'source' | 'id'>): Promise<boolean>;
  /** Gives it up for good, and lets those behind it go on. `false` when no parked event has this id. */
  discard(event: Pick<CloudEvent, 'source' | 'id'>): Promise<boolean>;
}

/** @internal */
export function parkedEvents(pool: Transaction, table: EventTable): ParkedEvents {
  const decide = async (assignments: string, { source, id }: Pick<CloudEvent, 'source' | 'id'>): Promise<boolean> => {
    const { rows } = await pool.query(
      `WITH decided AS (
         UPDATE ${table} SET parked_at = NULL, ${assignments}
         WHERE source = $1 AND event_id = $2 AND parked_at IS NOT NULL RETURNING 1
       ) SELECT pg_notify('${table}', '') FROM decided`,
      [source, id],
    );
    return rows.length > 0;
  };
  return {
    async list() {
      const { rows } = await pool.query(
        `SELECT event, tries, error, parked_at AS "parkedAt",
           (SELECT count(*)::int FROM ${table} later WHERE later.source = parked.source AND later.aggregate = parked.aggregate
              AND later.id > parked.id AND later.done_at IS NULL) AS behind
         FROM ${table} parked WHERE parked_at IS NOT NULL AND done_at IS NULL ORDER BY id LIMIT 100`,
      );
      return rows as ParkedEvent[];
    },
    retry: (event) => decide('tries = 0, next_try_at = NULL', event),
    // The error stays, as the trace of what was given up.
    discard: (event) => decide('done_at = clock_timestamp()', event),
  };
}
