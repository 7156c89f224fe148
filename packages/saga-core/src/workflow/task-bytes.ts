import { CancellationScope } from '@temporalio/workflow';
import type { Execution } from '../definition/saga-definition.ts';
import { oneTask } from './one-task.ts';

/**
 * Of the 4 MiB that Temporal takes in one message: the rest is room for all that is not an argument. Where calls are tried locally
 * what counts for two tasks may leave in one (see `TaskFacts`), so each has half of it, and one argument alone at most 1.9 MB.
 */
const mostInTask = { activity: 3_000_000, adaptive: 1_800_000 } as const;

/** @internal */
export interface TaskBytesOptions {
  readonly execution: Execution;
  /** What names the workflow task. */
  readonly task: () => number;
  /** Calls back, now or later, for what Temporal has told of. */
  readonly arrived: (then: () => void) => void;
  /** Hears of each that is sent. */
  readonly sent: (size: number) => void;
}

/**
 * How much leaves with one workflow task. Temporal fails a task whose message is too large, for ever, and no undo leaves
 * any more; so what does not fit waits for a task of its own.
 */
export class TaskBytes {
  readonly #options: TaskBytesOptions;
  #task = -1;
  #sent = 0;

  constructor(options: TaskBytesOptions) {
    this.#options = options;
  }

  /** Sends that many bytes as soon as there is room for them. */
  whenRoom<Answer>(size: number, send: () => Promise<Answer>): Promise<Answer> {
    if (this.#take(size)) return send();
    const scope = CancellationScope.current();
    return new Promise((resolve, reject) => {
      const again = () => scope.run(() => this.whenRoom(size, send)).then(resolve, reject);
      oneTask().then(() => this.#options.arrived(again), reject);
    });
  }

  #take(size: number): boolean {
    const task = this.#options.task();
    if (task !== this.#task) {
      this.#task = task;
      this.#sent = 0;
    }
    if (this.#sent > 0 && this.#sent + size > mostInTask[this.#options.execution]) return false;
    this.#sent += size;
    this.#options.sent(size);
    return true;
  }
}
