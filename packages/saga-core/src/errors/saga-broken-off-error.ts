import { SagaError } from './saga-error.ts';

/**
 * The saga's workflow was closed from outside (terminated, reset or timed out), so no code of it ran:
 * what it had done is not undone. A person must look.
 */
export class SagaBrokenOffError extends SagaError {
  override readonly name = 'SagaBrokenOffError';
  readonly code = 'SAGA_BROKEN_OFF';

  constructor(sagaId: string, options?: ErrorOptions) {
    super(
      sagaId,
      `Saga '${sagaId}' was closed from outside without its undo: look at its history, and undo what it had done.`,
      options,
    );
  }
}
