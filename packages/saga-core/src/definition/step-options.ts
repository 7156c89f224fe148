import type { AttemptOptions, MustSucceedOptions } from './call-policy.ts';
import type { Duration } from './duration.ts';

/** What happens to a step whose outcome is unknown: undo it with the rest, or wait for a person's decision. */
export type OnDoubt = 'unwind' | 'park';

/** What bounds the run of a step that can be undone. */
export interface RunPolicyOptions extends AttemptOptions {
  /** The step's whole budget, retries included. Past it the step is in doubt. Default 30 s. */
  readonly timeout?: Duration;
  /** Default `unwind`. */
  readonly onDoubt?: OnDoubt;
}

/** A compensatable step's policies. */
export interface StepPolicyOptions extends RunPolicyOptions {
  /** The undo waits until every other step is undone, so that a parked undo is never overtaken by it. Default `false`. */
  readonly compensateLast?: boolean;
  /** How the undo is performed; by default more patient than the step. */
  readonly compensation?: MustSucceedOptions;
}

/** What holds for every step of a saga that does not say otherwise. */
export interface PolicyDefaults {
  /** For the runs of steps that can be undone. */
  readonly step?: RunPolicyOptions;
  /** For the calls that must succeed: undo, pivot, retriable. */
  readonly mustSucceed?: MustSucceedOptions;
}
