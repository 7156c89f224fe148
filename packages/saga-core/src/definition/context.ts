import type { Outcome } from '../engine/outcome.ts';
import type { SagaCause } from '../engine/saga-cause.ts';

/** What a step's call can read: the saga's input and the results of the steps before it. */
export interface RunContext<Input, Results> {
  readonly sagaId: string;
  readonly input: Input;
  readonly results: Readonly<Results>;
  /** The idempotency key of this call. */
  readonly key: string;
}

/** What a step's undo can read. Of `results` only what was applied is there: an undo may come before a later step ever ran. */
export interface CompensateContext<Input, Results, Result> {
  readonly sagaId: string;
  readonly input: Input;
  readonly results: Readonly<Partial<Results>>;
  /** What we know of the run that is undone. */
  readonly outcome: Outcome<Result>;
  /** The idempotency key of the run that is undone, for participants that undo by key. */
  readonly runKey: string;
  /** The idempotency key of this undo. */
  readonly key: string;
  readonly cause: SagaCause;
}

/** What the saga's output can be made of. */
export interface OutputContext<Input, Results> {
  readonly sagaId: string;
  readonly input: Input;
  readonly results: Readonly<Results>;
}
