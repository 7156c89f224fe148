import { isDeepStrictEqual } from 'node:util';
import type { BarrierRows } from '../../../src/testing/memory-barrier.ts';
import type { Delivery } from './attack.ts';
import { describeRows, performInMemory } from './perform-in-memory.ts';

/** What a schedule has left in the database. */
export interface LeftBehind {
  readonly effects: readonly string[];
  /** As `describeRows` has them. */
  readonly rows: readonly string[];
}

/**
 * An order in which the barrier in memory, one message after the other, gives the same answers to all deliveries and leaves the same
 * effects and rows; `undefined` when there is none. In it a delivery that had ended before another began also comes before that one.
 *
 * That is linearizability (Herlihy and Wing, "Linearizability: A Correctness Condition for Concurrent Objects", 1990), with the barrier
 * in memory as the sequential specification: what is proved of that one, is then true of this one under concurrency too.
 */
export function orderInMemory(deliveries: readonly Delivery[], left: LeftBehind): readonly Delivery[] | undefined {
  const dead = new Set<string>();
  const search = (
    done: readonly Delivery[],
    rows: BarrierRows,
    effects: readonly string[],
  ): typeof done | undefined => {
    const waiting = deliveries.filter((delivery) => !done.includes(delivery));
    if (waiting.length === 0) {
      const isSame = isDeepStrictEqual(describeRows(rows), left.rows) && isDeepStrictEqual(effects, left.effects);
      return isSame ? done : undefined;
    }
    const here = JSON.stringify([waiting.map(({ number }) => number), rows, effects]);
    if (dead.has(here)) return undefined;
    const firstEnd = Math.min(...waiting.map(({ ended }) => ended));
    for (const delivery of waiting.filter(({ began }) => began < firstEnd)) {
      const performed = performInMemory(rows, delivery.message, delivery.number);
      if (!isDeepStrictEqual(performed.answer, delivery.answer)) continue;
      const after = performed.effect === undefined ? effects : [...effects, performed.effect];
      const order = search([...done, delivery], performed.rows, after);
      if (order !== undefined) return order;
    }
    dead.add(here);
    return undefined;
  };
  return search([], {}, []);
}
