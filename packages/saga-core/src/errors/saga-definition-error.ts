/** What is wrong with a definition, for machines. */
export type SagaDefinitionErrorCode =
  | 'INVALID_NAME'
  | 'DUPLICATE_STEP'
  | 'MISPLACED_STEP'
  | 'INVALID_VERSION'
  | 'INVALID_DURATION'
  | 'INVALID_OPTION'
  | 'INVALID_CALL'
  | 'UNFINISHED_SAGA';

/**
 * A saga's definition is wrong. Thrown while the definition is made, so that it shows when the program starts
 * and not when the first saga fails. The message names the saga or step, the option and the remedy.
 */
export class SagaDefinitionError extends Error {
  override readonly name = 'SagaDefinitionError';
  readonly code: SagaDefinitionErrorCode;

  constructor(code: SagaDefinitionErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
