import type { WorkflowFailedError } from '@temporalio/client';
import { CancelledFailure, TerminatedFailure, TimeoutFailure } from '@temporalio/common';
import { SagaBrokenOffError } from '../errors/saga-broken-off-error.ts';
import { SagaCompensatedError } from '../errors/saga-compensated-error.ts';
import { compensationCause } from './history/compensation-cause.ts';

/** The error that says how a saga ended whose workflow did not complete. */
export function endingError(id: string, error: WorkflowFailedError): unknown {
  const { cause } = error;
  if (cause instanceof TerminatedFailure) return new SagaBrokenOffError(id, 'terminated', { cause: error });
  if (cause instanceof TimeoutFailure) return new SagaBrokenOffError(id, 'timedOut', { cause: error });
  const sagaCause = compensationCause(
    cause instanceof CancelledFailure ? { as: 'cancelled', details: cause.details } : { as: 'failed', failure: cause },
  );
  if (sagaCause !== undefined) return new SagaCompensatedError(id, sagaCause, { cause: error });
  return new SagaBrokenOffError(id, 'failed', { cause: error });
}
