import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout } from 'node:timers/promises';
import type { Pool } from 'pg';
import type { SeededRandom } from './seeded-random.ts';

/**
 * Lets several calls go through the database one query at a time, in an order that a seed decides.
 *
 * Left alone, calls that start together mostly also go in step, and the interleavings that hurt come once in a thousand times. Here
 * every query waits for its turn. The next turn is given when each call waits for one, has ended, or is blocked by another's lock
 * in the database, so the same seed gives the same interleaving. (Where one commit wakes several blocked queries, PostgreSQL decides
 * which of them goes first.)
 */
export class Stepper {
  readonly #random: SeededRandom;
  readonly #monitor: Pool;
  readonly #calls: SteppedCall[] = [];
  #last: SteppedCall | undefined;
  #changed: () => void = () => {};

  constructor(random: SeededRandom, monitor: Pool) {
    this.#random = random;
    this.#monitor = monitor;
  }

  /** Runs all calls to their ends. Each must catch its own errors. */
  async runAll(calls: readonly (() => Promise<void>)[]): Promise<void> {
    for (const call of calls) this.#start(call);
    for (;;) {
      await this.#quiet();
      const ready = this.#calls.filter((call) => call.resume !== undefined);
      if (ready.length === 0) return;
      const next = this.#last?.resume && this.#random.chance(0.4) ? this.#last : this.#random.pick(ready);
      this.#last = next;
      const { resume } = next;
      next.resume = undefined;
      resume?.();
    }
  }

  /** Waits for the current call's turn. `pid` is the database's process that serves its connection. */
  async turn(call: SteppedCall, pid: number): Promise<void> {
    call.pid = pid;
    await new Promise<void>((resume) => {
      call.resume = resume;
      this.#changed();
    });
  }

  #start(work: () => Promise<void>): void {
    const call: SteppedCall = { stepper: this, pid: 0, resume: undefined, ended: false };
    this.#calls.push(call);
    void currentCall.run(call, async () => {
      await this.turn(call, 0);
      try {
        await work();
      } finally {
        call.ended = true;
        this.#changed();
      }
    });
  }

  async #quiet(): Promise<void> {
    for (;;) {
      const busy = this.#calls.filter((call) => call.resume === undefined && !call.ended);
      if (busy.length === 0) return;
      const change = new Promise<void>((resolve) => {
        this.#changed = resolve;
      });
      // Not a wait for a time: how often the database is asked who is blocked, while queries are on their way.
      const changed = await Promise.race([change.then(() => true), setTimeout(2, false)]);
      if (!changed && busy.length < this.#calls.filter((call) => !call.ended).length && (await this.#blocked(busy)))
        return;
    }
  }

  async #blocked(calls: readonly SteppedCall[]): Promise<boolean> {
    const { rows } = await this.#monitor.query<{ blocked: number }>(
      'SELECT count(*)::int AS blocked FROM unnest($1::int[]) AS pid WHERE cardinality(pg_blocking_pids(pid)) > 0',
      [calls.map(({ pid }) => pid)],
    );
    return rows[0]?.blocked === calls.length;
  }
}

export interface SteppedCall {
  readonly stepper: Stepper;
  pid: number;
  resume: (() => void) | undefined;
  ended: boolean;
}

/** Which call is being served, for the connections that serve it. */
export const currentCall = new AsyncLocalStorage<SteppedCall>();
