import type { Client, WorkflowExecutionDescription } from '@temporalio/client';
import { parseActivityId } from '../protocol/activity-id.ts';
import type { HistoryEvent } from './history/history-event.ts';
import { localTry } from './history/local-try.ts';
import { PayloadReader } from './history/payload-reader.ts';

// PENDING_ACTIVITY_STATE_SCHEDULED of Temporal's API: no worker has the activity, since it is new or between two tries.
const awaitingTry = 1;

/**
 * Counts how often each step's run was tried. A workflow can't know it, since Temporal tells it only the end of an activity;
 * so it is counted in history, and for a call in flight taken from the server's description of it.
 */
export class Attempts {
  readonly #payloads: PayloadReader;
  readonly #workflowId: string;
  readonly #ended = new Map<string, number>();
  readonly #scheduled = new Map<string, string>();
  readonly #inFlight = new Set<string>();
  readonly #shown = new Map<string, number>();

  constructor(client: Client, workflowId: string) {
    this.#payloads = new PayloadReader(client);
    this.#workflowId = workflowId;
  }

  async note(runId: string, event: HistoryEvent): Promise<void> {
    const locally = await localTry(event, this.#payloads, this.#workflowId);
    if (locally?.operation === 'run') this.#count(locally.step, locally.attempt);
    const activityId = event.activityTaskScheduledEventAttributes?.activityId;
    if (activityId) {
      this.#scheduled.set(`${runId}/${event.eventId}`, activityId);
      this.#inFlight.add(activityId);
    }
    // Written when the activity ends, with the number of its last attempt.
    const started = event.activityTaskStartedEventAttributes;
    const startedId = started && this.#scheduled.get(`${runId}/${started.scheduledEventId}`);
    if (!startedId) return;
    this.#inFlight.delete(startedId);
    const step = runOf(startedId);
    if (step !== undefined) this.#count(step, started.attempt ?? 1);
  }

  /**
   * The attempts by step. They never shrink: a call that ended after the events that were noted is in neither
   * them nor in a later description.
   */
  byStep({ raw }: WorkflowExecutionDescription): ReadonlyMap<string, number> {
    const now = new Map(this.#ended);
    for (const { activityId, attempt, state } of raw.pendingActivities ?? []) {
      const step = activityId && this.#inFlight.has(activityId) ? runOf(activityId) : undefined;
      // While a try is waited for, the server already counts it.
      if (step !== undefined) now.set(step, (now.get(step) ?? 0) + (attempt ?? 1) - (state === awaitingTry ? 1 : 0));
    }
    for (const [step, attempts] of now) this.#shown.set(step, Math.max(attempts, this.#shown.get(step) ?? 0));
    return this.#shown;
  }

  #count(step: string, attempts: number): void {
    this.#ended.set(step, (this.#ended.get(step) ?? 0) + attempts);
  }
}

function runOf(activityId: string): string | undefined {
  const call = parseActivityId(activityId);
  return call?.operation === 'run' ? call.step : undefined;
}
