import type { SerializationContext } from '@temporalio/common';
import type { HistoryEvent } from './history-event.ts';
import type { PayloadReader } from './payload-reader.ts';
import type { BareFact } from './saga-fact.ts';

/** What an update's event says. `earlier` keeps the events that its later ones refer to. */
export async function updateFact(
  event: HistoryEvent,
  earlier: Map<string, HistoryEvent>,
  payloads: PayloadReader,
  context: SerializationContext,
): Promise<BareFact | undefined> {
  const admitted = event.workflowExecutionUpdateAdmittedEventAttributes;
  if (admitted) earlier.set(`update ${admitted.request?.meta?.updateId}`, event);
  const accepted = event.workflowExecutionUpdateAcceptedEventAttributes;
  if (accepted) {
    const update = accepted.protocolInstanceId ?? '';
    // After a reset the request stands in an event of its own.
    const request =
      accepted.acceptedRequest ??
      earlier.get(`update ${update}`)?.workflowExecutionUpdateAdmittedEventAttributes?.request;
    const args = await payloads.values(request?.input?.args, context);
    return { kind: 'updateAccepted', update, name: request?.input?.name ?? '', args };
  }
  const completed = event.workflowExecutionUpdateCompletedEventAttributes;
  if (!completed) return undefined;
  const [answer] = await payloads.values(completed.outcome?.success, context);
  const failed = completed.outcome?.failure ? { failed: true as const } : {};
  return { kind: 'updateAnswered', update: completed.meta?.updateId ?? '', answer, ...failed };
}
