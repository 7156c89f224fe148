import { sleep } from '@temporalio/workflow';
import type { SagaTimer } from '../engine/saga-event.ts';
import type { CarriedSaga } from '../protocol/saga-start.ts';
import { Scopes } from './scopes.ts';

export interface SagaTimersOptions {
  readonly onFired: (timer: SagaTimer) => void;
  /** Calls back for one that has fired, now or later; until then it may still be stopped. */
  readonly whenArrived: (then: () => void) => void;
  readonly onMistake: (error: unknown) => void;
  /**
   * Whether one that is stopped is cancelled at Temporal as well. Where calls are tried locally it is not, and tells nothing when it
   * fires: Temporal's SDK sends nothing of a timer that is cancelled in the workflow task in which it was started, and which task
   * that is may differ in a replay.
   */
  readonly areCancelled: boolean;
}

/** A saga's timers, and when each fires: the next run of the workflow goes on counting. */
export class SagaTimers {
  readonly #scopes: Scopes;
  readonly #due = new Map<SagaTimer, { readonly at: number }>();
  readonly #options: SagaTimersOptions;

  constructor(options: SagaTimersOptions) {
    this.#options = options;
    this.#scopes = new Scopes(options.onMistake);
  }

  start(timer: SagaTimer, milliseconds: number): void {
    const due = { at: Date.now() + milliseconds };
    this.#due.set(timer, due);
    // The summary names the timer in Temporal's pages and to those who read the history. A timer that was stopped rejects, and
    // has nothing to tell.
    const fired = () =>
      sleep(milliseconds, { summary: timer }).then(
        () => true,
        () => false,
      );
    this.#scopes.perform(timer, fired, (hasFired) => {
      if (!hasFired) return;
      this.#options.whenArrived(() => {
        if (this.#due.get(timer) !== due) return;
        this.#due.delete(timer);
        this.#options.onFired(timer);
      });
    });
  }

  stop(timer: SagaTimer): void {
    this.#due.delete(timer);
    if (this.#options.areCancelled) this.#scopes.stop(timer);
  }

  carried(): CarriedSaga['timers'] {
    return [...this.#due].map(([timer, { at }]) => ({ timer, at }));
  }

  /** Goes on counting where the run before stopped. A timer that was due meanwhile fires at once. */
  resume(carried: CarriedSaga['timers']): void {
    for (const { timer, at } of carried) this.start(timer, Math.max(1, at - Date.now()));
  }
}
