import { CancellationScope } from '@temporalio/workflow';

/**
 * What a saga performs, each under a name by which it can be stopped. The workflow's own cancellation does not reach it:
 * the saga decides what to stop, and its undo is never stopped.
 */
export class Scopes {
  readonly #open = new Map<string, CancellationScope>();
  readonly #shield = new CancellationScope({ cancellable: false });
  readonly #onMistake: (error: unknown) => void;

  /** What throws here is a mistake in the engine, not a failure of a participant. */
  constructor(onMistake: (error: unknown) => void) {
    this.#onMistake = onMistake;
  }

  get size(): number {
    return this.#open.size;
  }

  /** Performs `work`; it is over, for `size`, before `then` hears of it. */
  perform<Result>(name: string, work: () => Promise<Result>, then: (result: Result) => void): void {
    // One scope and few promises for each call: Temporal's SDK takes a stack trace for every promise that is made.
    const scope = new CancellationScope({ parent: this.#shield, cancellable: true });
    this.#open.set(name, scope);
    scope
      .run(work)
      .then((result) => {
        if (this.#open.get(name) === scope) this.#open.delete(name);
        then(result);
      })
      .catch(this.#onMistake);
  }

  stop(name: string): void {
    this.#open.get(name)?.cancel();
  }
}
