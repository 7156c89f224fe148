import { type Client, isGrpcServiceError, WorkflowNotFoundError } from '@temporalio/client';
import type { HistoryEvent } from './history-event.ts';

/** Which run of which workflow; without a run the newest. */
export interface RunOf {
  readonly workflowId: string;
  readonly runId: string;
}

/**
 * The pages of one run's history, oldest first. A long history never stands in memory as a whole. `readPage` is for who asks in a
 * way of their own.
 *
 * @throws WorkflowNotFoundError when Temporal does not have the run, or no longer
 */
export async function* readRun(
  client: Client,
  { workflowId, runId }: RunOf,
  readPage = historyPage,
): AsyncGenerator<readonly HistoryEvent[]> {
  let nextPageToken: Uint8Array | undefined;
  do {
    const page = await readPage(client, { workflowId, runId }, { nextPageToken });
    yield page.events;
    nextPageToken = page.nextPageToken;
  } while (nextPageToken !== undefined);
}

/** Where to read on, and whether to wait there for something new. */
export interface PageOptions {
  readonly pageSize?: number;
  readonly nextPageToken?: Uint8Array | undefined;
  /** Waits on the server (some 20 s) until there is an event; the page may be empty then. */
  readonly wait?: boolean;
}

/** One page of a run's history, and the token of the next. */
export async function historyPage(
  client: Client,
  { workflowId, runId }: RunOf,
  { pageSize = 1_000, nextPageToken, wait = false }: PageOptions,
): Promise<{ readonly events: readonly HistoryEvent[]; readonly nextPageToken?: Uint8Array }> {
  try {
    const page = await client.workflowService.getWorkflowExecutionHistory({
      namespace: client.options.namespace,
      execution: { workflowId, runId },
      maximumPageSize: pageSize,
      waitNewEvent: wait,
      ...(nextPageToken === undefined ? {} : { nextPageToken }),
    });
    const events = page.history?.events ?? [];
    return page.nextPageToken?.length ? { events, nextPageToken: page.nextPageToken } : { events };
  } catch (error) {
    if (isGrpcServiceError(error) && error.code === notFound)
      throw new WorkflowNotFoundError(error.details, workflowId, runId);
    throw error;
  }
}

const notFound = 5;
