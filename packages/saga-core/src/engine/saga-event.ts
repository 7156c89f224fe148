import type { OperatorDecision } from './decision.ts';
import type { GivenWord } from './given-word.ts';
import type { KeyedOperation } from './idempotency-key.ts';
import type { Doubt, Refused } from './outcome.ts';
import type { SagaCause } from './saga-cause.ts';
import type { SagaState } from './saga-state.ts';

/** What became of a step's call, or of the child saga that it ran or unwound. `step` is an address. */
type CallEvent = { readonly step: string; readonly operation: KeyedOperation } & (
  | {
      readonly kind: 'callApplied';
      readonly result: unknown;
      /** All that undoes the child saga, when the step ran one. */
      readonly child?: SagaState;
    }
  | { readonly kind: 'callRefused'; readonly refused: Refused }
  | { readonly kind: 'callDoubted'; readonly doubt: Doubt }
);

/** What `decide` is told, in the past tense. */
export type SagaEvent =
  | { readonly kind: 'sagaStarted' }
  | CallEvent
  /** A participant was asked by key what became of a run. Without a definite answer the run stays in doubt. */
  | { readonly kind: 'probeAnswered'; readonly step: string; readonly answer: unknown }
  | { readonly kind: 'probeFailed'; readonly step: string }
  /** A pivot was fenced: it happened, or can't happen any more. */
  | { readonly kind: 'fenceAnswered'; readonly step: string; readonly answer: unknown }
  | { readonly kind: 'fenceFailed'; readonly step: string; readonly why: Refused | Doubt }
  | { readonly kind: 'wordGiven'; readonly step: string; readonly word: GivenWord }
  | { readonly kind: 'cancelRequested'; readonly detail?: string }
  | { readonly kind: 'timerFired'; readonly timer: SagaTimer }
  | { readonly kind: 'decisionMade'; readonly decision: OperatorDecision }
  /**
   * The saga is to be unwound although it has completed, or although what performed it is gone: nothing is in flight that
   * anybody waits for. Once its pivot was sent this changes nothing.
   */
  | { readonly kind: 'takenBack'; readonly cause: SagaCause };

/**
 * `deadline` bounds the saga until its pivot is sent; `settle` bounds how long calls in flight may still settle before
 * the undo; `word/<address>` bounds how long a step waits for somebody's word.
 */
export type SagaTimer = 'deadline' | 'settle' | `word/${string}`;
