import type { Client, WorkflowExecutionDescription } from '@temporalio/client';
import { rfc3339 } from '../history/history-event.ts';
import { PayloadReader } from '../history/payload-reader.ts';
import type { CallUnderWay } from './call-lines.ts';

// PENDING_ACTIVITY_STATE_SCHEDULED of Temporal's API: no worker has the activity, since it is new or between two tries.
const awaitingTry = 1;

/** The calls of a saga that are under way, by the server's description of its workflow. */
export async function callsUnderWay(
  client: Client,
  { raw, workflowId }: WorkflowExecutionDescription,
): Promise<readonly CallUnderWay[]> {
  const payloads = new PayloadReader(client);
  return await Promise.all(
    (raw.pendingActivities ?? []).map(async ({ activityId, attempt, state, lastStartedTime, lastFailure }) => {
      const id = activityId ?? '';
      const failure = await payloads.error(lastFailure, payloads.ofActivity(workflowId, id));
      const startedAt = rfc3339(lastStartedTime);
      return {
        activityId: id,
        // While a try is waited for, the server already counts it.
        attempts: (attempt ?? 1) - (state === awaitingTry ? 1 : 0),
        ...(startedAt === undefined ? {} : { startedAt }),
        ...(failure === undefined ? {} : { lastFailure: failure.message }),
      };
    }),
  );
}
