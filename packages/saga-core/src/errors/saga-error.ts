/** What went wrong with a saga, for machines. Each code has a page under docs/errors. */
export type SagaErrorCode =
  | 'SAGA_NOT_FOUND'
  | 'SAGA_UNAVAILABLE'
  | 'SAGA_COMPENSATED'
  | 'SAGA_BROKEN_OFF'
  | 'DECISION_MISFIT';

/** What the client's errors have in common: a stable code, and which saga it is about. */
export abstract class SagaError extends Error {
  abstract readonly code: SagaErrorCode;
  readonly sagaId: string;

  constructor(sagaId: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.sagaId = sagaId;
  }
}
