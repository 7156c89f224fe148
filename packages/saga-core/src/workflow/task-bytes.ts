import { sleep, workflowInfo } from '@temporalio/workflow';
import { roomTimerName } from '../protocol/names.ts';

/** Of the 4 MiB that Temporal takes in one message: the rest is room for all that is not an argument. */
const mostInTask = 3_000_000;

/**
 * How much leaves with one workflow task. Temporal fails a task whose message is too large, for ever, and no undo leaves
 * any more; so what does not fit waits for a task of its own.
 */
export class TaskBytes {
  #task = -1;
  #sent = 0;

  /** Whether that many bytes can leave with this task. Then they count. */
  take(size: number): boolean {
    const { historyLength } = workflowInfo();
    if (historyLength !== this.#task) {
      this.#task = historyLength;
      this.#sent = 0;
    }
    if (this.#sent > 0 && this.#sent + size > mostInTask) return false;
    this.#sent += size;
    return true;
  }
}

/** Resolves in the next workflow task. */
export async function nextTask(): Promise<void> {
  await sleep(1, { summary: roomTimerName });
}
