import { SagaError } from './saga-error.ts';

/**
 * Temporal or the saga's workers did not answer, or the saga's workflow task fails (Temporal's page and the worker's log
 * say why). Nothing is known of what was asked for; ask again.
 */
export class SagaUnavailableError extends SagaError {
  override readonly name = 'SagaUnavailableError';
  readonly code = 'SAGA_UNAVAILABLE';

  /** `asked` completes "could not …". Without an id it is about all sagas that were asked for. */
  constructor(sagaId: string | undefined, asked: string, options?: ErrorOptions) {
    const what = sagaId === undefined ? 'Sagas' : `Saga '${sagaId}'`;
    super(
      sagaId,
      `${what} could not ${asked}: Temporal or its workers gave no answer. It may still happen; ask again, and look at the workers if it stays so.`,
      options,
    );
  }
}
