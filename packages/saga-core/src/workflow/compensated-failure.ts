import { ApplicationFailureCategory } from '@temporalio/common';
import { ApplicationFailure, CancelledFailure } from '@temporalio/workflow';
import type { SagaCause } from '../engine/saga-cause.ts';
import { compensatedType } from '../protocol/names.ts';
import { withoutStack } from '../protocol/without-stack.ts';

/** The failure with which a compensated saga's workflow closes. */
export function compensatedFailure(cause: SagaCause, sagaId: string, wasCancelled: boolean): Error {
  const message = `Saga '${sagaId}' was undone: ${describe(cause)}.`;
  // Temporal closes a workflow as Canceled only after a cancel of its own; without one this failure says the same.
  if (cause.kind === 'cancelled' && wasCancelled) return withoutStack(new CancelledFailure(message, [cause]));
  return withoutStack(
    ApplicationFailure.create({
      message,
      type: compensatedType,
      nonRetryable: true,
      details: [cause],
      category: ApplicationFailureCategory.BENIGN,
    }),
  );
}

function describe({ kind, step, code }: SagaCause): string {
  if (kind === 'cancelled') return 'it was cancelled';
  if (kind === 'deadline') return 'its deadline passed before the pivot was sent';
  return `step '${step}' was ${kind === 'refused' ? 'refused' : 'in doubt'} (${code})`;
}
