import type { CallPolicy } from '../definition/call-policy.ts';
import type { KeyedOperation } from './idempotency-key.ts';
import type { SagaCall } from './saga-call.ts';
import type { SagaCause } from './saga-cause.ts';
import type { SagaTimer } from './saga-event.ts';

/** Send a call, and tell what happened to it. */
export interface PerformCall {
  readonly kind: 'performCall';
  readonly operation: KeyedOperation;
  readonly activity: string;
  readonly argument: unknown;
  /** Without `notAfter`: it depends on the clock, which only a performer has. */
  readonly call: Omit<SagaCall, 'notAfter'>;
  /** The participant is told when the budget ends, and refuses a run that arrives later. */
  readonly bounded: boolean;
  readonly policy: CallPolicy;
}

/** What a performer has to do, in the imperative. */
export type SagaCommand =
  | PerformCall
  | { readonly kind: 'cancelCall'; readonly step: string; readonly operation: KeyedOperation }
  | { readonly kind: 'startTimer'; readonly timer: SagaTimer; readonly milliseconds: number }
  | { readonly kind: 'stopTimer'; readonly timer: SagaTimer }
  | { readonly kind: 'complete'; readonly output: unknown }
  | { readonly kind: 'endCompensated'; readonly cause: SagaCause };
