import { SagaError } from './saga-error.ts';

/** Temporal knows no saga of this id: it was never started, or its retention has passed. */
export class SagaNotFoundError extends SagaError {
  override readonly name = 'SagaNotFoundError';
  readonly code = 'SAGA_NOT_FOUND';

  constructor(sagaId: string, options?: ErrorOptions) {
    super(
      sagaId,
      `No saga has the id '${sagaId}': check the id and the namespace; a saga that has ended is kept only for the namespace's retention.`,
      options,
    );
  }
}
