import type { SagaCall } from '../engine/saga-call.ts';

/**
 * Another transaction holds the same step's row and did not end while this call waited. Nothing was done and nothing is known:
 * repeat the call with the same key. Over HTTP it is a 409 without `Saga-Outcome`.
 */
export class CallInProgressError extends Error {
  readonly code = 'CALL_IN_PROGRESS';
  readonly key: string;

  constructor(call: SagaCall, options?: ErrorOptions) {
    super(
      `Another call for the step of ${call.key} is still in progress. Repeat this one with the same key a little later.`,
      options,
    );
    this.name = 'CallInProgressError';
    this.key = call.key;
  }
}
