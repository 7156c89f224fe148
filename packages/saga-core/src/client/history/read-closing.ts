import { type Client, isGrpcServiceError, WorkflowNotFoundError } from '@temporalio/client';
import { closingOf } from './closing.ts';
import { nextRunOf } from './history-event.ts';
import { PayloadReader } from './payload-reader.ts';
import type { SagaClosing } from './saga-fact.ts';

// HISTORY_EVENT_FILTER_TYPE_CLOSE_EVENT of Temporal's API.
const closeEvent = 2;

/**
 * How the newest run of a workflow has closed, by that one event; `open` while it has not, `undefined` when there is none
 * of this id.
 */
export async function readClosing(
  client: Client,
  workflowId: string,
): Promise<SagaClosing | { readonly as: 'open' } | undefined> {
  const handle = client.workflow.getHandle(workflowId);
  try {
    const { status, runId } = await handle.describe();
    if (status.name === 'RUNNING' || status.name === 'PAUSED') return { as: 'open' };
    const { history } = await client.workflowService.getWorkflowExecutionHistory({
      namespace: client.options.namespace,
      execution: { workflowId, runId },
      historyEventFilterType: closeEvent,
    });
    const event = history?.events?.at(-1);
    if (event === undefined || nextRunOf(event) !== undefined) return { as: 'open' };
    const payloads = new PayloadReader(client);
    return (await closingOf(event, payloads, payloads.ofWorkflow(workflowId))) ?? { as: 'open' };
  } catch (error) {
    if (error instanceof WorkflowNotFoundError || (isGrpcServiceError(error) && error.code === 5)) return undefined;
    throw error;
  }
}
