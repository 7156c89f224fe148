import { sleep } from '@temporalio/workflow';
import type { SagaTimer } from '../engine/saga-event.ts';
import type { CarriedSaga } from '../protocol/saga-start.ts';
import { Scopes } from './scopes.ts';

/** A saga's timers, and when each fires: the next run of the workflow goes on counting. */
export class SagaTimers {
  readonly #scopes: Scopes;
  readonly #due = new Map<SagaTimer, { readonly at: number }>();
  readonly #onFired: (timer: SagaTimer) => void;
  readonly #whenQuiet: (then: () => void) => void;

  /** One that has fired waits for `whenQuiet` before it is told of, and may be stopped until then. */
  constructor(
    onFired: (timer: SagaTimer) => void,
    whenQuiet: (then: () => void) => void,
    onMistake: (error: unknown) => void,
  ) {
    this.#onFired = onFired;
    this.#whenQuiet = whenQuiet;
    this.#scopes = new Scopes(onMistake);
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
      this.#whenQuiet(() => {
        if (this.#due.get(timer) !== due) return;
        this.#due.delete(timer);
        this.#onFired(timer);
      });
    });
  }

  stop(timer: SagaTimer): void {
    this.#due.delete(timer);
    this.#scopes.stop(timer);
  }

  carried(): CarriedSaga['timers'] {
    return [...this.#due].map(([timer, { at }]) => ({ timer, at }));
  }

  /** Goes on counting where the run before stopped. A timer that was due meanwhile fires at once. */
  resume(carried: CarriedSaga['timers']): void {
    for (const { timer, at } of carried) this.start(timer, Math.max(1, at - Date.now()));
  }
}
