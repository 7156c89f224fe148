import { workflowInfo } from '@temporalio/workflow';
import type { Execution } from '../definition/saga-definition.ts';

/** What a saga asks of the workflow task that it is in. */
export interface TaskFact {
  /** Events. It names the task as well. */
  readonly historyLength: number;
  /** Temporal's own advice, for who may read it; see `RunLength`. */
  readonly continueAsNewSuggested: boolean;
}

/**
 * The workflow task that a saga is in, as a replay sees it too.
 *
 * Where calls are tried locally, a try's answer may have been told in one task and be told in the task before in a replay (see
 * `LocalTries`). So nothing is read of the task then: what counts is the task in which Temporal last told of something that it had
 * written down before, and that is the same in both.
 */
export class TaskFacts {
  /** Whether the task itself is the same in a replay: no call is tried locally. */
  readonly isStable: boolean;
  #last: TaskFact = taskNow();
  #beforeLast: TaskFact | undefined;

  constructor(execution: Execution) {
    this.isStable = execution === 'activity';
  }

  get current(): TaskFact {
    return this.isStable ? taskNow() : this.#last;
  }

  /** Temporal has told of something that it had written down before. Gives what is to be called when the saga is told. */
  arrived(): () => void {
    const fact = taskNow();
    return () => {
      if (fact.historyLength === this.#last.historyLength) return;
      this.#beforeLast = this.#last;
      this.#last = fact;
    };
  }

  /** Whether what was done in that task was done in an earlier one than this, in a replay too. */
  isPast(task: TaskFact | undefined): boolean {
    if (this.isStable || task === undefined) return true;
    return this.#beforeLast !== undefined && task.historyLength < this.#beforeLast.historyLength;
  }
}

/** The workflow task that is being worked on. */
export function taskNow(): TaskFact {
  const { historyLength, continueAsNewSuggested } = workflowInfo();
  return { historyLength, continueAsNewSuggested };
}
