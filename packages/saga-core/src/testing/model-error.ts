/**
 * What was given to `explore` or `simulate` does not fit the saga, or a schedule asks for what can't happen there.
 * The message names the place and the remedy.
 */
export class ModelError extends Error {
  readonly code: 'MODEL_MISSING' | 'INVALID_LIMIT' | 'MOVE_NOT_POSSIBLE';

  constructor(code: ModelError['code'], message: string) {
    super(message);
    this.name = 'ModelError';
    this.code = code;
  }
}
