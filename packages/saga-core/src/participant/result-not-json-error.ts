import type { SagaCall } from '../engine/saga-call.ts';

/** A run's handler returned something that JSON can't hold, so it could not be stored as the answer. What it wrote is rolled back. */
export class ResultNotJsonError extends Error {
  readonly code = 'RESULT_NOT_JSON';

  constructor(call: SagaCall, options?: ErrorOptions) {
    super(
      `The result of step ${call.step} is not JSON. Return plain objects, arrays, strings, finite numbers, booleans and null from the handler, or nothing.`,
      options,
    );
    this.name = 'ResultNotJsonError';
  }
}
