import type { SagaCall, SagaOperation } from '../engine/saga-call.ts';

/** A call reached a place that has nothing for its operation, such as a compensation sent to the address of the run. */
export class WrongOperationError extends Error {
  readonly code = 'WRONG_OPERATION';

  constructor(call: SagaCall, offered: readonly SagaOperation[]) {
    super(
      `The operation ${call.operation} is not offered here, only ${offered.join(' and ') || 'none'}. Send it to where the step has it.`,
    );
    this.name = 'WrongOperationError';
  }
}
