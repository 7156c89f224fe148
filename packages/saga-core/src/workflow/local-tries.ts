import { CancellationScope, condition } from '@temporalio/workflow';

/** How many calls are tried one after the other, and how long each may take in milliseconds: a second in all. */
const mostInRow = 5;
const longestTry = 200;

/**
 * Which calls may be tried locally, and which tries are under way.
 *
 * Nothing here may depend on the time or on the workflow task: when a query is answered while a try is under way, Temporal's core
 * may write the try's result down in one task and tell of it in the next, and a replay hears of it in the first. So tries are
 * counted, each has the same time, and what comes from outside waits until none is under way, in both.
 */
export class LocalTries {
  #inRow = 0;
  #hasHeard = false;
  #underWay = 0;

  /** An update was heard. It is lost with its task, so nothing that follows from one may have been sent from within. */
  heard(): void {
    this.#hasHeard = true;
  }

  /** Something was told that Temporal had written down before: the workflow task that brought it is a new one. */
  isDurable(): void {
    this.#inRow = 0;
    this.#hasHeard = false;
  }

  /** How long the next call may be tried locally, in milliseconds; 0 for not at all. */
  begin(): number {
    if (this.#hasHeard || this.#inRow >= mostInRow) return 0;
    this.#inRow += 1;
    this.#underWay += 1;
    return longestTry;
  }

  /** A try is over. */
  end(): void {
    this.#underWay -= 1;
  }

  get areUnderWay(): boolean {
    return this.#underWay > 0;
  }

  /** Resolves when no try is under way: at once, or after the last of a row. */
  async over(): Promise<void> {
    if (this.areUnderWay) await CancellationScope.nonCancellable(() => condition(() => !this.areUnderWay));
  }
}
