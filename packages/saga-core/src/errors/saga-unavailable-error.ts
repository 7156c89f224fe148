import { SagaError } from './saga-error.ts';

/** Temporal or the saga's workers did not answer. Nothing is known of what was asked for; ask again. */
export class SagaUnavailableError extends SagaError {
  override readonly name = 'SagaUnavailableError';
  readonly code = 'SAGA_UNAVAILABLE';

  constructor(sagaId: string, asked: string, options?: ErrorOptions) {
    super(
      sagaId,
      `Saga '${sagaId}' could not ${asked}: Temporal or its workers did not answer in time. It may still happen; ask again.`,
      options,
    );
  }
}
