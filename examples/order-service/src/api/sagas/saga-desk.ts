import type { OperatorDecision, RollbackPreview, SagaTimeline, SagaView } from 'saga-core/client';

/** What can be learnt of one saga. */
export interface InspectedSaga {
  /** One that was closed from outside needs attention. */
  readonly view: SagaView;
  readonly timeline: SagaTimeline;
  readonly rollback: RollbackPreview;
}

/**
 * What operators ask of the engine about the saga of an order. Every method gives `undefined` when the engine does not know the
 * saga (any more), and throws {@link SagasAwayError} when it did not answer.
 */
export interface SagaDesk {
  /** All about a saga that may still be at work. */
  inspect(orderId: string): Promise<InspectedSaga | undefined>;
  /** What has happened to a saga. Needs no worker. */
  timeline(orderId: string): Promise<SagaTimeline | undefined>;
  /**
   * Decides about a parked call.
   *
   * @throws Problem 409 `DECISION_MISFIT` when it does not fit what the saga waits for; then nothing was written.
   */
  decide(orderId: string, decision: OperatorDecision): Promise<'decided' | undefined>;
}
