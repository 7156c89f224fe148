import type { OperatorDecision } from '../../engine/decision.ts';
import type { GivenWord } from '../../engine/given-word.ts';
import type { Doubt, Refused } from '../../engine/outcome.ts';
import type { SagaCause } from '../../engine/saga-cause.ts';
import type { CallOperation } from '../../engine/saga-command.ts';
import type { CallExecution } from '../history/saga-fact.ts';

/** One call of a step: the run, its undo or its probe. A call that a person had tried again is another. Times are RFC 3339 in UTC. */
export interface CallTimeline {
  readonly operation: CallOperation;
  /** The activity's name, such as `inventory.reserve`. */
  readonly activity: string;
  /**
   * `local`: as a local activity, inside a workflow task (a saga's `execution: 'adaptive'`). `activity`: as a normal one; if its
   * first try was local and settled nothing, that is counted in `attempts`. Local tries show when their workflow task has ended.
   */
  readonly execution: CallExecution;
  /** The idempotency key that it was sent with. */
  readonly key: string;
  /** Of a local call by its worker's clock, as `startedAt` and `endedAt` are; else by Temporal's. */
  readonly scheduledAt: string;
  /** When its last try began. Absent while no worker has taken it. */
  readonly startedAt?: string;
  readonly endedAt?: string;
  /** How often it was tried, local tries included; 0 while no worker has taken it. */
  readonly attempts: number;
  readonly outcome: CallOutcome;
  /** Why its last failed try failed, also when a later one succeeded. */
  readonly lastFailure?: string;
}

/** How a call ended. `inFlight` it has not. One that had not when its saga closed is in doubt, `UNSETTLED`. */
export type CallOutcome =
  | { readonly kind: 'applied' }
  | ({ readonly kind: 'refused' } & Refused)
  | ({ readonly kind: 'inDoubt' } & Doubt)
  | { readonly kind: 'inFlight' };

/** The calls of one step, in the order in which they were sent. */
export interface StepTimeline {
  /** The step's address: its name, inside a `forEach` followed by `/` and the item's key. */
  readonly step: string;
  readonly calls: readonly CallTimeline[];
}

/** Something that happened to the saga as a whole. */
export type TimelineEntry = {
  /** RFC 3339 in UTC. */
  readonly at: string;
} & (
  | { readonly kind: 'started'; readonly runId: string }
  /** Its history had grown long, so it went on in a new run under the same id. */
  | { readonly kind: 'continuedAsNew'; readonly runId: string }
  /**
   * `temporal`: by Temporal's own cancel, with who sent it. `update`: as `SagaHandle.cancel` asks, with who asked and the answer; that it
   * asks Temporal as well is the same wish, and no entry of its own.
   */
  | { readonly kind: 'cancelRequested'; readonly by: 'temporal'; readonly identity?: string; readonly reason?: string }
  | {
      readonly kind: 'cancelRequested';
      readonly by: 'update';
      readonly detail?: string;
      readonly actor?: string;
      readonly accepted?: boolean;
    }
  /** The audit trail: who decided what about which step, and why. */
  | { readonly kind: 'decided'; readonly decision: OperatorDecision }
  | { readonly kind: 'answered'; readonly step: string; readonly word: GivenWord }
  /** `name` says which, where the saga's worker had named it. */
  | { readonly kind: 'timerFired'; readonly name?: string; readonly milliseconds: number }
  | { readonly kind: 'childStarted'; readonly childId: string; readonly saga: string }
  | {
      readonly kind: 'childEnded';
      readonly childId: string;
      readonly as: 'completed' | 'compensated' | 'failed' | 'terminated' | 'timedOut' | 'notStarted';
      readonly cause?: SagaCause;
    }
  | ({ readonly kind: 'ended' } & SagaEnd)
);

/** How the saga ended. Only the first two are its own ends; the others left it as it was. */
export type SagaEnd =
  | { readonly as: 'completed' }
  | { readonly as: 'compensated'; readonly cause: SagaCause }
  | { readonly as: 'terminated'; readonly reason?: string; readonly identity?: string }
  | { readonly as: 'timedOut' }
  | { readonly as: 'failed'; readonly message?: string };

/** The workflow that undoes from outside what a saga had done that was broken off: see `SagaClient.unwind`. */
export interface SagaUnwinding {
  /** Its id, of which there is a status and a timeline as of any saga. */
  readonly id: string;
  /**
   * `compensated`: all is undone. `completed`: its pivot had happened, so the saga was finished instead. `brokenOff`: this workflow
   * was broken off too, and nobody has unwound it.
   */
  readonly as: 'open' | 'compensated' | 'completed' | 'brokenOff';
}

/** All that a saga's history tells. */
export interface SagaTimeline {
  readonly id: string;
  /** The runs of its workflow, oldest first: more than one when it was continued as new. */
  readonly runIds: readonly string[];
  /** False when its first runs are gone: a closed run is kept only for the namespace's retention. */
  readonly complete: boolean;
  /** In the order in which it happened. */
  readonly entries: readonly TimelineEntry[];
  /** In the order in which their first calls were sent. */
  readonly steps: readonly StepTimeline[];
  /** Of a saga that was broken off, once its unwinding was started. */
  readonly unwinding?: SagaUnwinding;
}
