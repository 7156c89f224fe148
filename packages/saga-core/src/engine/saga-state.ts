import type { GivenWord } from './given-word.ts';
import type { KeyedOperation } from './idempotency-key.ts';
import type { Outcome } from './outcome.ts';
import type { SagaCause } from './saga-cause.ts';
import type { SagaStatus, StepStatus } from './saga-status.ts';

/** Why a call waits for a decision: the participant refused what must succeed, or its time ran out. */
export interface Parked {
  readonly operation: KeyedOperation | 'fence';
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
  /** The run is in doubt, and its participant is being asked by key what became of it. */
  readonly probing?: true;
  readonly parked?: Parked;
  /** Its undo, which might have been tried locally, was sent as a normal activity: that writes down for what cause. */
  readonly isUndoWritten?: true;
  readonly patches?: Readonly<Partial<Record<KeyedOperation, Patch>>>;
  /** How often a child saga was started again after one of it was unwound. */
  readonly restarts?: number;
  /** All that undoes the child saga that this step ran. */
  readonly child?: SagaState;
}

/** One item of a `forEach`. */
export interface Item {
  readonly key: string;
  readonly value: unknown;
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
  /** By address. The steps of a `forEach` are here once its items are known. */
  readonly steps: Readonly<Record<string, StepState>>;
  /** The addresses of the steps whose call was sent, in that order: the undo stack. A step is on it before its call is. */
  readonly started: readonly string[];
  /** Why the saga is to be unwound, while its pivot is asked whether it has happened (`fence`). */
  readonly fencing?: SagaCause;
  /** What the fence said. `applied`: the saga goes forward for ever, and repeats what it has forgotten. */
  readonly fenced?: 'never' | 'applied';
  /** What each `when` decided, by its id. */
  readonly choices?: Readonly<Record<string, boolean>>;
  /** The items of each `forEach`, by its id. */
  readonly items?: Readonly<Record<string, readonly Item[]>>;
  /** Words that came before their steps waited for them, by address. */
  readonly words?: Readonly<Record<string, GivenWord>>;
}
