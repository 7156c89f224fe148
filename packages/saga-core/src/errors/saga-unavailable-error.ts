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
    super(
      sagaId,
      sagaId === undefined
        ? `Sagas could not ${asked}: Temporal gave no answer. Ask again; if it stays so, look whether Temporal can be reached.`
        : `Saga '${sagaId}' could not ${asked}: Temporal gave no answer, or no worker did. It may still happen, and may be asked for again. If it stays so, look whether Temporal can be reached, whether a worker polls the task queue that the saga was started on, and what that worker's log says.`,
      options,
    );
  }
}
