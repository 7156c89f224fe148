import type { BarrierSweep } from '../protocol/barrier-sweep.ts';
import type { Transaction } from './transaction.ts';

export interface BarrierSweepOptions {
  /**
   * Milliseconds for which every saga's rows stay after the last one was written, whatever is reported. It guards against a caller
   * that errs. Default 43,200,000 (12 hours).
   */
  readonly keepFor?: number;
}

/** Rows that one statement removes, so that no lock is held for long. */
const batch = 1_000;

// Sagas, not rows, are young or old: while one of its steps is at work, a saga needs the rows of the others.
const old = "max(created_at) < clock_timestamp() - $2 * interval '1 millisecond'";

const list = `SELECT saga_id FROM saga_barrier WHERE saga_id > $1
  GROUP BY saga_id HAVING ${old} ORDER BY saga_id LIMIT $3`;

// What a call has locked is left for the next sweep: waiting for it could end in a deadlock, as it may want a row that this one has.
// Materialised, as a subquery may be run once more for a row that changed meanwhile, and would then choose others.
const remove = `WITH chosen AS MATERIALIZED (
    SELECT saga_id, step, operation FROM saga_barrier
    WHERE saga_id IN (SELECT saga_id FROM saga_barrier WHERE saga_id = ANY($1::text[]) GROUP BY saga_id HAVING ${old})
    LIMIT ${batch} FOR UPDATE SKIP LOCKED)
  DELETE FROM saga_barrier USING chosen
  WHERE saga_barrier.saga_id = chosen.saga_id AND saga_barrier.step = chosen.step
    AND saga_barrier.operation = chosen.operation
  RETURNING 1`;

/**
 * Removes the barrier's rows of sagas that were reported as ended: the participant's side of `SagaClient.reportEnded`, which decides
 * which sagas those are. Its role needs to select, update and delete. Give the whole pool, not a transaction: each batch is one.
 *
 * @throws RangeError when `keepFor` is no length of time
 *
 * @example
 * ```ts
 * app.use('/ended-sagas', requireServiceToken, express.json({ limit: '512kb' }), sweepEndpoint(barrierSweep(pool)));
 * ```
 */
export function barrierSweep(pool: Transaction, { keepFor = 43_200_000 }: BarrierSweepOptions = {}): BarrierSweep {
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
      for (;;) {
        const { rows } = await pool.query(remove, [sagaIds, keepFor]);
        removed += rows.length;
        if (rows.length < batch) return removed;
      }
    },
  };
}
