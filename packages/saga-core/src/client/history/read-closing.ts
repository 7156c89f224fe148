import { type Client, isGrpcServiceError, WorkflowNotFoundError } from '@temporalio/client';
import { readCloseEvent } from './close-event.ts';
import { closingOf } from './closing.ts';
import { nextRunOf } from './history-event.ts';
import { PayloadReader } from './payload-reader.ts';
import type { SagaClosing } from './saga-fact.ts';

/** The newest run of a workflow. */
export interface NewestRun {
  readonly workflowId: string;
  readonly runId: string;
  /** The name of the saga's definition. */
  readonly saga: string;
  readonly memo: Readonly<Record<string, unknown>>;
  /** The workflow that started it as a child. */
  readonly parentId?: string;
  readonly closing: SagaClosing | { readonly as: 'open' };
}

/** The newest run of a workflow, and how it closed by that one event; `undefined` when there is no workflow of this id. */
export async function readClosing(client: Client, workflowId: string): Promise<NewestRun | undefined> {
  const handle = client.workflow.getHandle(workflowId);
  try {
    const { status, runId, memo = {}, type: saga, parentExecution } = await handle.describe();
    const parentId = parentExecution?.workflowId;
    const open: NewestRun = {
      workflowId,
      runId,
      saga,
      memo,
      ...(parentId ? { parentId } : {}),
      closing: { as: 'open' },
    };
    if (status.name === 'RUNNING' || status.name === 'PAUSED') return open;
    const event = await readCloseEvent(client, { workflowId, runId });
    if (event === undefined || nextRunOf(event) !== undefined) return open;
    const payloads = new PayloadReader(client);
    const closing = await closingOf(event, payloads, payloads.ofWorkflow(workflowId));
    return closing === undefined ? open : { ...open, closing };
  } catch (error) {
    if (error instanceof WorkflowNotFoundError || (isGrpcServiceError(error) && error.code === 5)) return undefined;
    throw error;
  }
}
