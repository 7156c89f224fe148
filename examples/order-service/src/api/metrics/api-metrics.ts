import { performance } from 'node:perf_hooks';
import { Counter, Gauge, Histogram, Registry } from '@saga/process';
import type { Pool } from 'pg';
import type { OrderStatus } from '../orders/order-intent.ts';

/** What the API shows at `/metrics` beside what every process does. */
export class ApiMetrics {
  readonly registry = new Registry();
  readonly #ended = new Counter({
    name: 'saga_ended_total',
    help: 'Sagas that ended, by the ending of their order. Each is counted by the one instance that recorded it.',
    labelNames: ['ending'],
    registers: [this.registry],
  });
  readonly #duration = new Histogram({
    name: 'saga_duration_seconds',
    help: 'Time from the start of a saga to the moment its ending was recorded, by the ending of its order.',
    labelNames: ['ending'],
    buckets: [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600],
    registers: [this.registry],
  });

  constructor() {
    // So that a rate can be told from the first ending on: a series that is not there yet has none.
    for (const ending of ['CONFIRMED', 'CANCELLED', 'FAILED'] as const) {
      this.#ended.inc({ ending }, 0);
      this.#duration.zero({ ending });
    }
    let before = performance.eventLoopUtilization();
    this.watch('event_loop_utilization', 'Share of the time since the last look that the event loop was busy.', () => {
      const now = performance.eventLoopUtilization();
      const { utilization } = performance.eventLoopUtilization(now, before);
      before = now;
      return utilization;
    });
  }

  /** Shows a figure that is read anew each time somebody asks. */
  watch(name: string, help: string, read: () => number): void {
    new Gauge({
      name,
      help,
      registers: [this.registry],
      collect() {
        this.set(read());
      },
    });
  }

  /** Shows the connections of a pool: `waiting` above 0 for long is a pool that is too small, or a database that is too slow. */
  watchPool(pool: Pick<Pool, 'totalCount' | 'idleCount' | 'waitingCount'>): void {
    new Gauge({
      name: 'database_connections',
      help: 'Connections of the pool: all (total), unused (idle), and queries that wait for one (waiting).',
      labelNames: ['state'],
      registers: [this.registry],
      collect() {
        this.set({ state: 'total' }, pool.totalCount);
        this.set({ state: 'idle' }, pool.idleCount);
        this.set({ state: 'waiting' }, pool.waitingCount);
      },
    });
  }

  /** Counts a saga that ended. To be called by whoever recorded it, and only once. */
  readonly sagaEnded = (ending: OrderStatus, seconds: number): void => {
    this.#ended.inc({ ending });
    this.#duration.observe({ ending }, seconds);
  };
}
