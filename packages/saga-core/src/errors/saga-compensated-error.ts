import type { SagaCause } from '../engine/saga-cause.ts';
import { SagaError } from './saga-error.ts';

/** The saga was unwound: whatever it had done is undone. `sagaCause` says why. */
export class SagaCompensatedError extends SagaError {
  override readonly name = 'SagaCompensatedError';
  readonly code = 'SAGA_COMPENSATED';
  readonly sagaCause: SagaCause;

  constructor(sagaId: string, cause: SagaCause, options?: ErrorOptions) {
    const where = cause.step === undefined ? '' : ` at step '${cause.step}'`;
    super(
      sagaId,
      `Saga '${sagaId}' was undone: ${cause.kind}${where}${cause.code === undefined ? '' : ` (${cause.code})`}.`,
      options,
    );
    this.sagaCause = cause;
  }
}
