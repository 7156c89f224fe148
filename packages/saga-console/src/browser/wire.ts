import type {
  ListedSaga,
  ListedStatus,
  OperatorAction,
  RollbackPreview,
  SagaTimeline,
  SagaView,
  StepView,
} from 'saga-core/client';

/** What the page sends with each request for data, and no other site's page can. */
export const consoleHeader = { name: 'saga-console', value: 'page' } as const;

/** One page of sagas. */
export interface SagaList {
  readonly items: readonly ListedSaga[];
  /** Where the next page begins; absent on the last one. */
  readonly next?: number;
  /** What the operator should know about how this was found. */
  readonly note?: string;
}

/** All that is shown of one saga. */
export interface SagaSnapshot {
  readonly id: string;
  /** Absent while no worker answers. */
  readonly view?: SagaView;
  readonly timeline: SagaTimeline;
  /** Absent while no worker answers. */
  readonly rollback?: RollbackPreview;
  /** Why something is absent. */
  readonly unavailable?: string;
}

/** A decision as the page sends it: who decides is not its to say. */
export type SentDecision = OperatorAction & {
  readonly step: string;
  readonly reason: string;
  /** What the decision is about, see {@link parkedAt}. */
  readonly parkedAt: string;
};

/**
 * Which call of a step waits for a decision, told by since when: a call that was retried and is parked again is another one, about
 * which nobody has decided. `undefined` when none waits.
 */
export function parkedAt({ parked, endedAt }: StepView): string | undefined {
  return parked && `${parked.operation} ${endedAt ?? ''}`;
}

/** Every status that sagas are listed by, those first that a person should look at. */
export const listedStatuses = [
  'needsAttention',
  'compensating',
  'running',
  'completed',
  'compensated',
  'failed',
  'terminated',
  'timedOut',
] as const satisfies readonly ListedStatus[];

/** So many characters may a reason have. */
export const longestReason = 500;

/** The search attribute by which sagas in trouble are found. */
export const statusAttributeName = 'SagaStatus';
