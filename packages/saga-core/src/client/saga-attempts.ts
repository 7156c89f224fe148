import type { WorkflowHandle } from '@temporalio/client';
import { parseActivityId } from '../protocol/activity-id.ts';

// PENDING_ACTIVITY_STATE_SCHEDULED of Temporal's API: no worker has the activity, since it is new or between two tries.
const awaitingTry = 1;

/**
 * How often each step's run was tried. A workflow can't know it, since Temporal tells it only the end of an activity;
 * so it is read from history, and for a call in flight from the server's description of it.
 */
export async function sagaAttempts(handle: WorkflowHandle): Promise<ReadonlyMap<string, number>> {
  // In this order: a call that ends in between is then found in history, and not counted twice.
  const { raw } = await handle.describe();
  const { events } = await handle.fetchHistory();
  const attempts = new Map<string, number>();
  const add = (activityId: string, count: number) => {
    const call = parseActivityId(activityId);
    if (call?.operation === 'run') attempts.set(call.step, (attempts.get(call.step) ?? 0) + count);
  };
  const scheduled = new Map<string, string>();
  const inFlight = new Set<string>();
  for (const event of events ?? []) {
    const activityId = event.activityTaskScheduledEventAttributes?.activityId;
    if (activityId) {
      scheduled.set(String(event.eventId), activityId);
      inFlight.add(activityId);
    }
    // Written when the activity ends, with the number of its last attempt.
    const started = event.activityTaskStartedEventAttributes;
    const startedId = started && scheduled.get(String(started.scheduledEventId));
    if (startedId) {
      inFlight.delete(startedId);
      add(startedId, started.attempt ?? 1);
    }
  }
  for (const { activityId, attempt, state } of raw.pendingActivities ?? []) {
    // While a try is waited for, the server already counts it.
    if (activityId && inFlight.has(activityId)) add(activityId, (attempt ?? 1) - (state === awaitingTry ? 1 : 0));
  }
  return attempts;
}
