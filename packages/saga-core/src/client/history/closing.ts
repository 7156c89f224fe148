import type { SerializationContext } from '@temporalio/common';
import type { HistoryEvent } from './history-event.ts';
import type { PayloadReader } from './payload-reader.ts';
import type { SagaClosing } from './saga-fact.ts';

/** How this event closed the workflow; `undefined` when it did not. */
export async function closingOf(
  event: HistoryEvent,
  payloads: PayloadReader,
  context: SerializationContext,
): Promise<SagaClosing | undefined> {
  const completed = event.workflowExecutionCompletedEventAttributes;
  if (completed) return { as: 'completed', output: (await payloads.values(completed.result, context))[0] };
  const cancelled = event.workflowExecutionCanceledEventAttributes;
  if (cancelled) return { as: 'cancelled', details: await payloads.values(cancelled.details, context) };
  const failed = event.workflowExecutionFailedEventAttributes;
  if (failed) return { as: 'failed', failure: await payloads.error(failed.failure, context) };
  const terminated = event.workflowExecutionTerminatedEventAttributes;
  if (terminated) {
    const { reason, identity } = terminated;
    return { as: 'terminated', ...(reason ? { reason } : {}), ...(identity ? { identity } : {}) };
  }
  return event.workflowExecutionTimedOutEventAttributes ? { as: 'timedOut' } : undefined;
}
