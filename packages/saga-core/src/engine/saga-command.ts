import type { CallPolicy } from '../definition/call-policy.ts';
import type { SagaCall, SagaOperation } from './saga-call.ts';
import type { SagaCause } from './saga-cause.ts';
import type { SagaTimer } from './saga-event.ts';
import type { SagaState } from './saga-state.ts';

/** What can be sent to a participant. */
export type CallOperation = SagaOperation;

/** Send a call, and tell what happened to it. */
export interface PerformCall {
  readonly kind: 'performCall';
  readonly operation: SagaOperation;
  readonly activity: string;
  readonly argument: unknown;
  /** Without `notAfter`: it depends on the clock, which only a performer has. `call.step` is the step's address. */
  readonly call: Omit<SagaCall, 'notAfter'>;
  /** The participant is told when the budget ends, and refuses a run that arrives later. */
  readonly bounded: boolean;
  /** Its first try may be a local activity. A performer may do without. */
  readonly local: boolean;
  readonly policy: CallPolicy;
}

/** Start the saga that a step runs. It is `callRefused` when it was unwound, and `callDoubted` when it was broken off. */
export interface StartChild {
  readonly kind: 'startChild';
  readonly step: string;
  /** The child's id. */
  readonly id: string;
  readonly saga: string;
  readonly input: unknown;
}

/** Unwind a child saga that has completed. */
export interface UnwindChild {
  readonly kind: 'unwindChild';
  readonly step: string;
  readonly id: string;
  readonly saga: string;
  readonly state: SagaState;
  readonly cause: SagaCause;
}

/** What a performer has to do, in the imperative. */
export type SagaCommand =
  | PerformCall
  | StartChild
  | UnwindChild
  /** Stop what a step has in flight: its run, its probe or its child. What becomes of it is told all the same. */
  | { readonly kind: 'cancelRun'; readonly step: string }
  | { readonly kind: 'startTimer'; readonly timer: SagaTimer; readonly milliseconds: number }
  | { readonly kind: 'stopTimer'; readonly timer: SagaTimer }
  | { readonly kind: 'complete'; readonly output: unknown }
  | { readonly kind: 'endCompensated'; readonly cause: SagaCause };
