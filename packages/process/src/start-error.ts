/**
 * A process cannot start, for a reason that its operator can mend. The message says what is wrong and the remedy, in one line,
 * and holds no secret; `runProcess` prints it and exits with 1.
 */
export class StartError extends Error {
  override readonly name = 'StartError';
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
