import type { Client } from '@temporalio/client';
import { compensatedType } from '../../protocol/names.ts';
import type { HistoryEvent } from './history-event.ts';
import type { RunOf } from './read-run.ts';

// HISTORY_EVENT_FILTER_TYPE_CLOSE_EVENT of Temporal's API.
const closeEvent = 2;

/** The event that closed a run, without all those before it. */
export async function readCloseEvent(client: Client, { workflowId, runId }: RunOf): Promise<HistoryEvent | undefined> {
  const { history } = await client.workflowService.getWorkflowExecutionHistory({
    namespace: client.options.namespace,
    execution: { workflowId, runId },
    historyEventFilterType: closeEvent,
  });
  return history?.events?.at(-1);
}

/** Whether the event closed a saga that was undone. What it takes is written plainly, so no codec is needed to read it. */
export function closesAsUndone(event: HistoryEvent | undefined): boolean {
  const failure = event?.workflowExecutionFailedEventAttributes?.failure;
  return (
    Boolean(event?.workflowExecutionCanceledEventAttributes) ||
    failure?.applicationFailureInfo?.type === compensatedType
  );
}
