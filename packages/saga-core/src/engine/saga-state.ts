import type { KeyedOperation } from './idempotency-key.ts';
import type { Outcome } from './outcome.ts';
import type { SagaCause } from './saga-cause.ts';
import type { SagaStatus, StepStatus } from './saga-status.ts';

/** Why a call waits for a decision: the participant refused what must succeed, or its time ran out. */
export interface Parked {
  readonly operation: KeyedOperation;
  readonly code: string;
  readonly detail?: string;
}

/** A person's argument for a call, in place of the mapped one; `count` is how many there were, this one included. */
export interface Patch {
  readonly count: number;
  readonly argument: unknown;
}

/** What is known of one step. */
export interface StepState {
  readonly status: StepStatus;
  /** What is known of the run; absent until it settled, and when it was refused. */
  readonly outcome?: Outcome<unknown>;
  readonly parked?: Parked;
  readonly patches?: Readonly<Partial<Record<KeyedOperation, Patch>>>;
}

/**
 * All that a saga knows. Plain data that survives JSON, so that it can be carried over, hashed and shown.
 * Only `decide` makes a new one.
 */
export interface SagaState {
  readonly sagaId: string;
  readonly input: unknown;
  readonly status: SagaStatus;
  /** Set once, when the saga begins to unwind. */
  readonly cause?: SagaCause;
  readonly steps: Readonly<Record<string, StepState>>;
  /** The steps whose call was sent, in that order: the undo stack. A step is on it before its call is. */
  readonly started: readonly string[];
}
