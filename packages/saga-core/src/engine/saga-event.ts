import type { OperatorDecision } from './decision.ts';
import type { KeyedOperation } from './idempotency-key.ts';
import type { Doubt, Refused } from './outcome.ts';

/** What happened to one call. */
type CallEvent = { readonly step: string; readonly operation: KeyedOperation } & (
  | { readonly kind: 'callApplied'; readonly result: unknown }
  | { readonly kind: 'callRefused'; readonly refused: Refused }
  | { readonly kind: 'callDoubted'; readonly doubt: Doubt }
);

/** What `decide` is told, in the past tense. */
export type SagaEvent =
  | { readonly kind: 'sagaStarted' }
  | CallEvent
  | { readonly kind: 'cancelRequested'; readonly detail?: string }
  | { readonly kind: 'timerFired'; readonly timer: SagaTimer }
  | { readonly kind: 'decisionMade'; readonly decision: OperatorDecision };

/** `deadline` bounds the saga until its pivot is sent; `settle` bounds how long calls in flight may still settle before the undo. */
export type SagaTimer = 'deadline' | 'settle';
