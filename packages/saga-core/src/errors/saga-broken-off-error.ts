import { SagaError } from './saga-error.ts';

/** How a saga's workflow was closed that neither completed nor was compensated. */
export type BrokenOffAs = 'terminated' | 'timedOut' | 'failed';

const how: Readonly<Record<BrokenOffAs, string>> = {
  terminated: 'was terminated',
  timedOut: 'was timed out',
  failed: 'failed otherwise than by being undone',
};

/**
 * The saga's workflow was closed from outside (terminated, reset, timed out or failed by the server), so no code of it ran:
 * what it had done is not undone. `SagaClient.unwind` starts that.
 */
export class SagaBrokenOffError extends SagaError {
  override readonly name = 'SagaBrokenOffError';
  readonly code = 'SAGA_BROKEN_OFF';
  readonly closedAs: BrokenOffAs;

  constructor(sagaId: string, closedAs: BrokenOffAs, options?: ErrorOptions) {
    super(
      sagaId,
      `Saga '${sagaId}' ${how[closedAs]}, so its undo did not run: start it with SagaClient.unwind, or look at its timeline and settle what it had done.`,
      options,
    );
    this.closedAs = closedAs;
  }
}
