import { SagaError } from './saga-error.ts';

/** A call that waits for a person's decision. */
export interface ParkedCall {
  /** The step's address. */
  readonly step: string;
  readonly operation: 'run' | 'compensate' | 'fence';
  readonly code: string;
  readonly detail?: string;
}

/** The saga is open and waits for a person's decision. Give one with `SagaHandle.resolve`, and wait again. */
export class SagaNeedsAttentionError extends SagaError {
  override readonly name = 'SagaNeedsAttentionError';
  readonly code = 'SAGA_NEEDS_ATTENTION';
  readonly parked: readonly ParkedCall[];

  constructor(sagaId: string, parked: readonly ParkedCall[], options?: ErrorOptions) {
    const calls = parked.map(({ step, operation, code }) => `${step}/${operation} (${code})`).join(', ');
    super(
      sagaId,
      `Saga '${sagaId}' is open and waits for a person's decision about ${calls}: give it with SagaHandle.resolve.`,
      options,
    );
    this.parked = parked;
  }
}
