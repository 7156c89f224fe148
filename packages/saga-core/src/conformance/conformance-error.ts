/** Why the kit could not judge a participant. Each code has a page under docs/errors. */
export type ConformanceErrorCode = 'PARTICIPANT_UNREACHABLE' | 'PLAIN_CALL_FAILED' | 'OBSERVATION_FAILED';

/**
 * The kit could not judge the participant, which says nothing about its guarantees.
 *
 * - `PARTICIPANT_UNREACHABLE` no answer came.
 * - `PLAIN_CALL_FAILED` a plain call that was to be applied was not, before any attack or after one: a wrong token, a stock that ran out.
 * - `OBSERVATION_FAILED` `observe` failed, gave no number, or saw no difference between before and after a run.
 */
export class ConformanceError extends Error {
  override readonly name = 'ConformanceError';
  readonly code: ConformanceErrorCode;

  constructor(code: ConformanceErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
