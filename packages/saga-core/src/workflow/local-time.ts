import { workflowInfo } from '@temporalio/workflow';

/** A batch lasts no longer, in milliseconds: queries, watching and cancels wait for its workflow task to end. */
const longestBatch = 1_000;

/** With less time left, in milliseconds, a call is not tried locally: it would likely be cut off, and come twice. */
const shortestTry = 250;

/**
 * How much time is left for local tries in this workflow task. None in a task in which an update was heard: nothing of a
 * task is known durably before it ends, and an update is lost with it, so nothing that follows from one may have been sent.
 */
export class LocalTime {
  #task = -1;
  #startedAt = 0;
  #hasHeard = false;

  /** An update was heard. */
  heard(): void {
    this.#enter();
    this.#hasHeard = true;
  }

  left(): number {
    this.#enter();
    const left = longestBatch - (Date.now() - this.#startedAt);
    return this.#hasHeard || left < shortestTry ? 0 : left;
  }

  // The history grows with each task, and never within one.
  #enter(): void {
    const { historyLength } = workflowInfo();
    if (historyLength === this.#task) return;
    this.#task = historyLength;
    this.#startedAt = Date.now();
    this.#hasHeard = false;
  }
}
