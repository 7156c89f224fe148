import type { Outcome } from '../engine/outcome.ts';
import type { SagaCause } from '../engine/saga-cause.ts';

/** What a saga's conditions, lists and calls can read: its input and the results of the steps before. */
export interface FlowContext<Input, Results> {
  readonly sagaId: string;
  readonly input: Input;
  readonly results: Readonly<Results>;
}

/** What a step's call can read. Inside a `forEach` also the {@link ItemScope}. */
export interface RunContext<Input, Results> extends FlowContext<Input, Results> {
  /** The idempotency key of this call. */
  readonly key: string;
}

/** What a step's probe can read. */
export interface ProbeContext<Input, Results> extends FlowContext<Input, Results> {
  /** The idempotency key of the run that is asked about. */
  readonly runKey: string;
}

/** What a pivot's fence can read: no results, as the saga may have forgotten them. */
export interface FenceContext<Input> {
  readonly sagaId: string;
  readonly input: Input;
  /** The idempotency key of the run that is fenced. */
  readonly runKey: string;
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
export interface OutputContext<Input, Results> extends FlowContext<Input, Results> {}

/** What the steps of a `forEach` can read besides. */
export interface ItemScope<Item> {
  readonly item: Item;
  /** The item's key, as `key` gave it. */
  readonly itemKey: string;
}
