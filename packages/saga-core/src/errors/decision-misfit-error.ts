import { SagaError } from './saga-error.ts';

/** A decision does not fit what the saga waits for. Nothing was written; the message says what would fit. */
export class DecisionMisfitError extends SagaError {
  override readonly name = 'DecisionMisfitError';
  readonly code = 'DECISION_MISFIT';
}
