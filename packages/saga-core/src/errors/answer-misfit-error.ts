import { SagaError } from './saga-error.ts';

/** A word does not fit what the saga waits for. Nothing was written; the message says what would fit. */
export class AnswerMisfitError extends SagaError {
  override readonly name = 'AnswerMisfitError';
  readonly code = 'ANSWER_MISFIT';
}
