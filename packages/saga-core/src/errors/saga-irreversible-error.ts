import { SagaError } from './saga-error.ts';

/** The saga's pivot was sent, and may have been applied: what came before it must stay. Nothing was started. */
export class SagaIrreversibleError extends SagaError {
  override readonly name = 'SagaIrreversibleError';
  readonly code = 'SAGA_IRREVERSIBLE';
  /** The pivot's step. */
  readonly pivot: string;

  constructor(sagaId: string, pivot: string, options?: ErrorOptions) {
    super(
      sagaId,
      `Saga '${sagaId}' can't be unwound, because its pivot '${pivot}' was sent: find out whether it was applied. If so, finish the steps after it by hand; if not, undo by hand those before it.`,
      options,
    );
    this.pivot = pivot;
  }
}
