import { CancellationScope } from '@temporalio/workflow';
import { OpenScope } from './open-scope.ts';

/**
 * What a saga performs, each under a name by which it can be stopped. The workflow's own cancellation does not reach it:
 * the saga decides what to stop, and its undo is never stopped.
 */
export class Scopes {
  readonly #open = new Map<string, { readonly scope: OpenScope }>();
  // Temporal's SDK takes a stack trace for every promise that is made, and a scope makes some: one that was not cancelled
  // serves again.
  readonly #idle: OpenScope[] = [];
  #shield: CancellationScope | undefined;
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
    const scope = this.#idle.pop() ?? this.#opened();
    const open = { scope };
    this.#open.set(name, open);
    scope.begin(work).then((result) => {
      if (this.#open.get(name) === open) this.#open.delete(name);
      if (!scope.isCancelled) this.#idle.push(scope);
      try {
        then(result);
      } catch (error) {
        this.#onMistake(error);
      }
    }, this.#onMistake);
  }

  stop(name: string): void {
    this.stopper(name)?.();
  }

  /** What stops the one that is open under that name now, and no later one; `undefined`: there is none. */
  stopper(name: string): (() => void) | undefined {
    const open = this.#open.get(name);
    if (open === undefined) return undefined;
    return () => {
      if (this.#open.get(name) === open) open.scope.cancel();
    };
  }

  #opened(): OpenScope {
    this.#shield ??= new CancellationScope({ cancellable: false });
    return new OpenScope(this.#shield);
  }
}
