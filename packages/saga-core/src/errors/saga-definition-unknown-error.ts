import { SagaError } from './saga-error.ts';

/** The saga was started with another definition than those given, so what undoes it can't be known from them. */
export class SagaDefinitionUnknownError extends SagaError {
  override readonly name = 'SagaDefinitionUnknownError';
  readonly code = 'SAGA_DEFINITION_UNKNOWN';

  constructor(sagaId: string, saga: string, options?: ErrorOptions) {
    super(
      sagaId,
      `Saga '${sagaId}' was started with none of the definitions of '${saga}' that were given: pass the version that it was started with among \`previous\`; if it is a saga of another name, pass its own definition.`,
      options,
    );
  }
}
