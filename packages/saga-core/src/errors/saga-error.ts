/** What went wrong with a saga, for machines. Each code has a page under docs/errors. */
export type SagaErrorCode =
  | 'SAGA_NOT_FOUND'
  | 'SAGA_UNAVAILABLE'
  | 'SAGA_COMPENSATED'
  | 'SAGA_NEEDS_ATTENTION'
  | 'SAGA_BROKEN_OFF'
  | 'SAGA_NOT_BROKEN_OFF'
  | 'SAGA_IRREVERSIBLE'
  | 'SAGA_CHILD_UNSETTLED'
  | 'SAGA_DEFINITION_UNKNOWN'
  | 'SAGA_ID_TAKEN'
  | 'SAGA_INPUT'
  | 'STATUS_ATTRIBUTE_MISSING'
  | 'DECISION_MISFIT'
  | 'ANSWER_MISFIT';

/** What the client's errors have in common: a stable code, and which saga it is about. */
export abstract class SagaError extends Error {
  abstract readonly code: SagaErrorCode;
  /** Absent when it is about many: a list of sagas. */
  readonly sagaId?: string;

  constructor(sagaId: string | undefined, message: string, options?: ErrorOptions) {
    super(message, options);
    if (sagaId !== undefined) this.sagaId = sagaId;
  }
}
