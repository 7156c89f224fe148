import { SagaError } from './saga-error.ts';

/** The saga was started with another definition than those given, so what undoes it can't be known from them. */
export class SagaDefinitionUnknownError extends SagaError {
  override readonly name = 'SagaDefinitionUnknownError';
  readonly code = 'SAGA_DEFINITION_UNKNOWN';

  constructor(sagaId: string, saga: string, options?: ErrorOptions) {
    super(
      sagaId,
      `Saga '${sagaId}' was started with a definition of '${saga}' that was not given: pass that version of it among \`previous\`.`,
      options,
    );
  }
}
