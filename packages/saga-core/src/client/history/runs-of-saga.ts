import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import { causesOf } from '../../errors/causes-of.ts';
import { historyPage } from './read-run.ts';

/** The runs of one workflow id that belong together, oldest first. */
export interface SagaRuns {
  readonly runIds: readonly string[];
  /** False when the first of them are gone: a closed run is kept only for the namespace's retention. */
  readonly complete: boolean;
}

/** Walks back from a run to the first, over every continue-as-new; `readPage` for who asks in a way of their own. */
export async function runsOfSaga(
  client: Client,
  workflowId: string,
  newestRunId: string,
  readPage = historyPage,
): Promise<SagaRuns> {
  const runIds = [newestRunId];
  for (let runId = newestRunId; ; ) {
    try {
      const { events } = await readPage(client, { workflowId, runId }, { pageSize: 1 });
      const before = events[0]?.workflowExecutionStartedEventAttributes?.continuedExecutionRunId;
      if (!before) return { runIds, complete: true };
      runIds.unshift(before);
      runId = before;
    } catch (error) {
      const isGone = causesOf(error).some((cause) => cause instanceof WorkflowNotFoundError);
      if (!isGone || runId === newestRunId) throw error;
      return { runIds: runIds.slice(1), complete: false };
    }
  }
}
