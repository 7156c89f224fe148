import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import { historyPage } from './read-run.ts';

/** The runs of one workflow id that belong together, oldest first. */
export interface SagaRuns {
  readonly runIds: readonly string[];
  /** False when the first of them are gone: a closed run is kept only for the namespace's retention. */
  readonly complete: boolean;
}

/** Walks back from a run to the first, over every continue-as-new. */
export async function runsOfSaga(client: Client, workflowId: string, newestRunId: string): Promise<SagaRuns> {
  const runIds = [newestRunId];
  for (let runId = newestRunId; ; ) {
    try {
      const { events } = await historyPage(client, { workflowId, runId }, { pageSize: 1 });
      const before = events[0]?.workflowExecutionStartedEventAttributes?.continuedExecutionRunId;
      if (!before) return { runIds, complete: true };
      runIds.unshift(before);
      runId = before;
    } catch (error) {
      if (!(error instanceof WorkflowNotFoundError) || runId === newestRunId) throw error;
      return { runIds: runIds.slice(1), complete: false };
    }
  }
}
