/**
 * A handler made a `Refusal` of which no caller could tell what was refused, so it would be a doubt for as long as it is asked.
 * As any error of a handler that is no `Refusal`, it rolls the call back and goes to the application's error handler, which should log
 * it and answer 500.
 */
export class RefusalMalformedError extends TypeError {
  readonly code = 'REFUSAL_MALFORMED';

  constructor(what: string, options?: ErrorOptions) {
    super(what, options);
    this.name = 'RefusalMalformedError';
  }
}
