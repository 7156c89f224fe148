import { SagaError } from './saga-error.ts';

/** Only a saga that was broken off can be unwound from outside: this one is open, or has ended by itself. */
export class SagaNotBrokenOffError extends SagaError {
  override readonly name = 'SagaNotBrokenOffError';
  readonly code = 'SAGA_NOT_BROKEN_OFF';

  constructor(sagaId: string, found: 'open' | 'completed' | 'compensated', options?: ErrorOptions) {
    super(
      sagaId,
      found === 'open'
        ? `Saga '${sagaId}' is open and can't be unwound from outside: cancel it instead.`
        : `Saga '${sagaId}' has ended as ${found}, so there is nothing to unwind.`,
      options,
    );
  }
}
