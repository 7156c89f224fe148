import type { Pool } from 'pg';
import type { BarrierSweep } from '../protocol/barrier-sweep.ts';
import { inTransaction } from './in-transaction.ts';
import type { Transaction } from './transaction.ts';

export interface BarrierSweepOptions {
  /**
   * Milliseconds for which every saga's rows stay after the last one was written, whatever is reported. It guards against a caller
   * that errs. Default 43,200,000 (12 hours).
   */
  readonly keepFor?: number;
}

/** Sagas that one transaction removes, so that no lock is held for long. */
const batch = 100;

// Sagas, not rows, are young or old: while one of its steps is at work, a saga needs the rows of the others.
const old = "max(created_at) < clock_timestamp() - $2 * interval '1 millisecond'";

const list = `SELECT saga_id FROM saga_barrier WHERE saga_id > $1
  GROUP BY saga_id HAVING ${old} ORDER BY saga_id LIMIT $3`;

// A saga's rows go together or not at all. A late compensation that has locked the run's row, and finds the compensation's row gone,
// would take itself for the first and undo twice. So all rows are locked before any goes, and a saga of which a call has locked one
// is left for the next sweep: waiting for the call could end in a deadlock, as it may want a row that this one has.
const lock = `WITH locked AS MATERIALIZED (
    SELECT saga_id FROM saga_barrier
    WHERE saga_id IN (SELECT saga_id FROM saga_barrier WHERE saga_id = ANY($1::text[]) GROUP BY saga_id HAVING ${old})
    FOR UPDATE SKIP LOCKED)
  SELECT saga_id, count(*)::int AS rows FROM locked GROUP BY saga_id`;

// A statement of its own, as it has to see what was committed until the locks were there; the first one sees only what was there when
// it began. A saga that has more rows than were locked has a locked one, or a new one, and stays.
//
// What is inserted from now on is no part of what is removed, and needs none of it, as the barrier never looks past one step:
// - A compensation's row is inserted only by who has locked the run's row, or has inserted it. So for a step that has a run's row none
//   comes while that is locked here; the call waits, finds the step empty, and is to be repeated.
// - A run's row is inserted only where none is. An insert that meets one which is being removed waits for this transaction to end.
// - So what comes later begins its step anew, as a call does that comes after the sweep.
const remove = `DELETE FROM saga_barrier WHERE saga_id IN (
    SELECT saga_id FROM saga_barrier JOIN unnest($1::text[], $3::int[]) AS locked (saga_id, rows) USING (saga_id)
    GROUP BY saga_id, locked.rows HAVING count(*) = locked.rows AND ${old})
  RETURNING 1`;

/**
 * Removes the barrier's rows of sagas that were reported as ended: the participant's side of `SagaClient.reportEnded`, which decides
 * which sagas those are. Its role needs to select, update and delete. Give the whole pool, not a transaction: each batch is one.
 * A saga of which a call is at work keeps all of its rows until a later sweep.
 *
 * @throws RangeError when `keepFor` is no length of time
 *
 * @example
 * ```ts
 * app.use('/ended-sagas', requireServiceToken, express.json({ limit: '512kb' }), sweepEndpoint(barrierSweep(pool)));
 * ```
 */
export function barrierSweep(pool: Pool, { keepFor = 43_200_000 }: BarrierSweepOptions = {}): BarrierSweep {
  if (!(keepFor >= 0 && Number.isFinite(keepFor))) {
    throw new RangeError(`keepFor is ${keepFor}; it must be milliseconds, 0 or more.`);
  }
  return {
    async sagaIds({ after = '', limit }) {
      const { rows } = await pool.query(list, [after, keepFor, limit]);
      return (rows as readonly { readonly saga_id: string }[]).map(({ saga_id }) => saga_id);
    },
    async removeEnded(sagaIds) {
      let removed = 0;
      for (let first = 0; first < sagaIds.length; first += batch) {
        const ids = sagaIds.slice(first, first + batch);
        removed += await inTransaction(pool, async (tx) => ({
          keep: true,
          answer: await removeWhole(tx, ids, keepFor),
        }));
      }
      return removed;
    },
  };
}

async function removeWhole(tx: Transaction, sagaIds: readonly string[], keepFor: number): Promise<number> {
  const locked = (await tx.query(lock, [sagaIds, keepFor])).rows as readonly LockedSaga[];
  const ids = locked.map(({ saga_id }) => saga_id);
  const counts = locked.map(({ rows }) => rows);
  return (await tx.query(remove, [ids, keepFor, counts])).rows.length;
}

interface LockedSaga {
  readonly saga_id: string;
  readonly rows: number;
}
