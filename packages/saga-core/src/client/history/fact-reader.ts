import type { Client } from '@temporalio/client';
import type { SerializationContext } from '@temporalio/common';
import { parseActivityId } from '../../protocol/activity-id.ts';
import { failedCall, messageOfFailure } from '../../protocol/call-failure.ts';
import type { SagaStart } from '../../protocol/saga-start.ts';

import { childFact } from './child-facts.ts';
import { closingOf } from './closing.ts';
import { type HistoryEvent, nextRunOf, timeOf } from './history-event.ts';
import { PayloadReader } from './payload-reader.ts';
import type { BareFact, CallId, SagaFact } from './saga-fact.ts';
import { timerFact } from './timer-facts.ts';
import { updateFact } from './update-facts.ts';

/**
 * Turns a workflow's events, in order and over all its runs, into facts. What says nothing of a saga (workflow tasks,
 * activities that no saga's engine sent) gives none.
 */
export class FactReader {
  readonly #payloads: PayloadReader;
  readonly #workflowId: string;
  readonly #activityIds = new Map<CallId, string>();
  /** What earlier events of the same timer or update said. */
  readonly #earlier = new Map<string, HistoryEvent>();

  constructor(client: Client, workflowId: string) {
    this.#payloads = new PayloadReader(client);
    this.#workflowId = workflowId;
  }

  async fact(runId: string, event: HistoryEvent): Promise<SagaFact | undefined> {
    const bare = await this.#bare(runId, event);
    return bare === undefined ? undefined : { at: timeOf(event), runId, ...bare };
  }

  async #bare(runId: string, event: HistoryEvent): Promise<BareFact | undefined> {
    const context = this.#payloads.ofWorkflow(this.#workflowId);
    const started = event.workflowExecutionStartedEventAttributes;
    if (started) {
      const [input, start] = await this.#payloads.values(started.input, context);
      return { kind: 'runStarted', input, ...(start ? { start: start as SagaStart } : {}) };
    }
    const nextRunId = nextRunOf(event);
    if (nextRunId !== undefined) return { kind: 'continuedAsNew', nextRunId };
    const cancel = event.workflowExecutionCancelRequestedEventAttributes;
    if (cancel) {
      const { identity, cause } = cancel;
      return { kind: 'cancelRequested', ...(identity ? { identity } : {}), ...(cause ? { reason: cause } : {}) };
    }
    const closing = await closingOf(event, this.#payloads, context);
    if (closing !== undefined) return { kind: 'ended', closing };
    return (
      (await this.#callFact(runId, event)) ??
      (await updateFact(event, this.#earlier, this.#payloads, context)) ??
      (await timerFact(event, this.#earlier, this.#payloads, context)) ??
      (await childFact(event, this.#payloads))
    );
  }

  // When a call by a local activity is told apart from its marker, it becomes the same three facts here.
  async #callFact(runId: string, event: HistoryEvent): Promise<BareFact | undefined> {
    const scheduled = event.activityTaskScheduledEventAttributes;
    if (scheduled) {
      const activityId = scheduled.activityId ?? '';
      const parsed = parseActivityId(activityId);
      if (parsed === undefined) return undefined;
      const call = `${runId}/${event.eventId}`;
      this.#activityIds.set(call, activityId);
      const [argument, sagaCall] = await this.#payloads.values(scheduled.input, this.#ofActivity(activityId));
      const { key } = (sagaCall ?? {}) as { readonly key?: string };
      const activity = scheduled.activityType?.name ?? '';
      return { kind: 'callSent', call, ...parsed, activity, argument, ...(key === undefined ? {} : { key }) };
    }
    const about =
      event.activityTaskStartedEventAttributes ??
      event.activityTaskCompletedEventAttributes ??
      event.activityTaskFailedEventAttributes ??
      event.activityTaskTimedOutEventAttributes ??
      event.activityTaskCanceledEventAttributes;
    const call = about ? `${runId}/${about.scheduledEventId}` : '';
    const activityId = this.#activityIds.get(call);
    return activityId === undefined ? undefined : await this.#callProgress(event, call, this.#ofActivity(activityId));
  }

  async #callProgress(event: HistoryEvent, call: CallId, context: SerializationContext): Promise<BareFact | undefined> {
    const tried = event.activityTaskStartedEventAttributes;
    if (tried) {
      const failure = (await this.#payloads.error(tried.lastFailure, context))?.message;
      return { kind: 'callTried', call, attempt: tried.attempt ?? 1, ...(failure === undefined ? {} : { failure }) };
    }
    const completed = event.activityTaskCompletedEventAttributes;
    if (completed) {
      const [result] = await this.#payloads.values(completed.result, context);
      return { kind: 'callEnded', call, ending: { kind: 'applied', result } };
    }
    if (event.activityTaskCanceledEventAttributes)
      return { kind: 'callEnded', call, ending: { kind: 'inDoubt', doubt: { code: 'CANCELLED' } } };
    const { failure } = event.activityTaskFailedEventAttributes ?? event.activityTaskTimedOutEventAttributes ?? {};
    const error = await this.#payloads.error(failure, context);
    const message = messageOfFailure(error);
    return {
      kind: 'callEnded',
      call,
      ending: failedCall(error),
      ...(message === undefined ? {} : { failure: message }),
    };
  }

  #ofActivity(activityId: string): SerializationContext {
    return this.#payloads.ofActivity(this.#workflowId, activityId);
  }
}
