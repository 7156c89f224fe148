import type { HistoryEvent } from './history-event.ts';
import type { PayloadReader } from './payload-reader.ts';
import type { BareFact, ChildClosing } from './saga-fact.ts';

/** What an event about a child workflow says. */
export async function childFact(event: HistoryEvent, payloads: PayloadReader): Promise<BareFact | undefined> {
  const sent = event.startChildWorkflowExecutionInitiatedEventAttributes;
  if (sent) {
    const childId = sent.workflowId ?? '';
    const args = await payloads.values(sent.input, payloads.ofWorkflow(childId));
    return { kind: 'childSent', childId, saga: sent.workflowType?.name ?? '', args };
  }
  const started = event.childWorkflowExecutionStartedEventAttributes;
  if (started) return { kind: 'childStarted', childId: started.workflowExecution?.workflowId ?? '' };
  const refused = event.startChildWorkflowExecutionFailedEventAttributes;
  if (refused) return { kind: 'childEnded', childId: refused.workflowId ?? '', closing: { as: 'notStarted' } };
  const childId = closedChild(event);
  if (childId === undefined) return undefined;
  const closing = await childClosing(event, payloads, childId);
  return closing === undefined ? undefined : { kind: 'childEnded', childId, closing };
}

function closedChild(event: HistoryEvent): string | undefined {
  const closed =
    event.childWorkflowExecutionCompletedEventAttributes ??
    event.childWorkflowExecutionFailedEventAttributes ??
    event.childWorkflowExecutionCanceledEventAttributes ??
    event.childWorkflowExecutionTerminatedEventAttributes ??
    event.childWorkflowExecutionTimedOutEventAttributes;
  return closed ? (closed.workflowExecution?.workflowId ?? '') : undefined;
}

async function childClosing(
  event: HistoryEvent,
  payloads: PayloadReader,
  childId: string,
): Promise<ChildClosing | undefined> {
  const context = payloads.ofWorkflow(childId);
  const completed = event.childWorkflowExecutionCompletedEventAttributes;
  if (completed) return { as: 'completed', output: (await payloads.values(completed.result, context))[0] };
  const failed = event.childWorkflowExecutionFailedEventAttributes;
  if (failed) return { as: 'failed', failure: await payloads.error(failed.failure, context) };
  const cancelled = event.childWorkflowExecutionCanceledEventAttributes;
  if (cancelled) return { as: 'cancelled', details: await payloads.values(cancelled.details, context) };
  if (event.childWorkflowExecutionTerminatedEventAttributes) return { as: 'terminated' };
  return event.childWorkflowExecutionTimedOutEventAttributes ? { as: 'timedOut' } : undefined;
}
