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
      `Saga '${sagaId}' ${how[closedAs]}, so it did not undo what it had done: let SagaClient.unwind do that (nothing is undone twice if it was asked for before), or look at its timeline and settle it by hand.`,
      options,
    );
    this.closedAs = closedAs;
  }
}
