import type { WorkflowHandle } from '@temporalio/client';
import { parseActivityId } from '../protocol/activity-id.ts';

/**
 * How often each step's run was tried. A workflow can't know it, since Temporal tells it only the end of an activity;
 * so it is read from history, and for a call in flight from the server's description of it.
 */
export async function sagaAttempts(handle: WorkflowHandle): Promise<ReadonlyMap<string, number>> {
  const [history, description] = await Promise.all([handle.fetchHistory(), handle.describe()]);
  const attempts = new Map<string, number>();
  const add = (activityId: string | null | undefined, count: number) => {
    const call = parseActivityId(activityId ?? '');
    if (call?.operation === 'run') attempts.set(call.step, (attempts.get(call.step) ?? 0) + count);
  };
  const scheduled = new Map<string, string>();
  for (const event of history.events ?? []) {
    const schedule = event.activityTaskScheduledEventAttributes;
    if (schedule?.activityId) scheduled.set(String(event.eventId), schedule.activityId);
    // Written when the activity ends, with the number of its last attempt.
    const started = event.activityTaskStartedEventAttributes;
    if (started) add(scheduled.get(String(started.scheduledEventId)), started.attempt ?? 1);
  }
  for (const { activityId, attempt, lastStartedTime } of description.raw.pendingActivities ?? []) {
    // Between two tries the description already counts the next one.
    add(activityId, lastStartedTime ? (attempt ?? 1) : 0);
  }
  return attempts;
}
