import { AsyncLocalStorage, CancellationScope } from '@temporalio/workflow';

/** A cancellation scope that was entered once, and in which anything can be begun from then on. */
export class OpenScope {
  readonly #scope: CancellationScope;
  /** Begins `work` in the scope, and gives what it gives. */
  readonly begin: <Result>(work: () => Result) => Result;

  constructor(parent: CancellationScope) {
    this.#scope = new CancellationScope({ parent, cancellable: true });
    // The scope's own `run` makes three promises each time. What it does beside is what Node's `snapshot` does again.
    let begin: (<Result>(work: () => Result) => Result) | undefined;
    void this.#scope.run(async () => {
      begin = storage.snapshot();
    });
    if (begin === undefined) throw new Error('A cancellation scope did not run at once what it was given.');
    this.begin = begin;
  }

  get isCancelled(): boolean {
    return this.#scope.consideredCancelled;
  }

  cancel(): void {
    this.#scope.cancel();
  }
}

// Node's own class, as Temporal gives it to workflows; its type there knows the constructor only.
const storage = AsyncLocalStorage as unknown as {
  snapshot(): <Result>(work: () => Result) => Result;
};
