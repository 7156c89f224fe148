/**
 * A sentence of `given` does not hold, or says what can't be. The message says what was expected and what came, and tells the whole
 * story; `expected` and `actual` are there for test runners that show a difference.
 */
export class GivenError extends Error {
  /**
   * `EXPECTATION_FAILED` it came otherwise · `NEVER_CAME` something that was told never came to pass, so the sentence would say nothing ·
   * `UNTOLD_RESULT` the saga needs a result that nobody told · `INVALID_SENTENCE` a name that the saga does not have, or what can't happen to it.
   */
  readonly code: 'EXPECTATION_FAILED' | 'NEVER_CAME' | 'UNTOLD_RESULT' | 'INVALID_SENTENCE';
  readonly expected?: unknown;
  readonly actual?: unknown;

  constructor(
    code: GivenError['code'],
    message: string,
    difference?: { readonly expected: unknown; readonly actual: unknown },
  ) {
    super(message);
    this.name = 'GivenError';
    this.code = code;
    if (difference !== undefined) Object.assign(this, difference);
  }
}
