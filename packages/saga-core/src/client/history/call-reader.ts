import type { SerializationContext } from '@temporalio/common';
import { idempotencyKey } from '../../engine/idempotency-key.ts';
import type { SagaOperation } from '../../engine/saga-call.ts';
import { activityId, parseActivityId } from '../../protocol/activity-id.ts';
import { failedCall, messageOfFailure } from '../../protocol/call-failure.ts';
import type { HistoryEvent } from './history-event.ts';
import { type LocalTry, localTry } from './local-try.ts';
import type { PayloadReader } from './payload-reader.ts';
import type { BareFact, CallId } from './saga-fact.ts';

/** A call that was sent, and how often it was tried locally before it became a normal activity. */
interface SentCall {
  readonly call: CallId;
  readonly localTries: number;
}

/** Turns the events of a saga's calls into facts: those of normal activities, and the markers that local tries leave. */
export class CallReader {
  readonly #payloads: PayloadReader;
  readonly #workflowId: string;
  /** By run and the event that scheduled the activity. */
  readonly #scheduled = new Map<string, SentCall & { readonly activityId: string }>();
  /** By run and activity id: local tries that settled nothing, so that a normal activity goes on with the call. */
  readonly #unsettled = new Map<string, SentCall>();

  constructor(payloads: PayloadReader, workflowId: string) {
    this.#payloads = payloads;
    this.#workflowId = workflowId;
  }

  /** The facts of one event; `sagaId` is the first part of the saga's keys. */
  async facts(runId: string, event: HistoryEvent, sagaId: string): Promise<readonly BareFact[]> {
    const tried = await localTry(event, this.#payloads, this.#workflowId);
    if (tried !== undefined) return await this.#triedLocally(runId, `${runId}/${event.eventId}`, tried, sagaId);
    if (event.activityTaskScheduledEventAttributes) return await this.#sent(runId, event, sagaId);
    const about =
      event.activityTaskStartedEventAttributes ??
      event.activityTaskCompletedEventAttributes ??
      event.activityTaskFailedEventAttributes ??
      event.activityTaskTimedOutEventAttributes ??
      event.activityTaskCanceledEventAttributes;
    const sent = about && this.#scheduled.get(`${runId}/${about.scheduledEventId}`);
    if (!sent) return [];
    return await this.#progress(event, sent, this.#payloads.ofActivity(this.#workflowId, sent.activityId));
  }

  // As `tryLocally` of the workflow takes it: a failure that is neither a refusal nor a cancel says nothing.
  async #triedLocally(runId: string, id: CallId, tried: LocalTry, sagaId: string): Promise<readonly BareFact[]> {
    const { step, operation, activity, attempt, startedAt, endedAt } = tried;
    const answer = await tried.answer();
    const place = `${runId}/${activityId(step, operation)}`;
    const before = this.#unsettled.get(place);
    const call = before?.call ?? id;
    const attempts = (before?.localTries ?? 0) + attempt;
    this.#unsettled.delete(place);
    const sent: BareFact = {
      kind: 'callSent',
      call,
      execution: 'local',
      at: startedAt,
      step,
      operation,
      activity,
      key: keyOf(sagaId, step, operation),
    };
    const failure = 'failure' in answer ? messageOfFailure(answer.failure) : undefined;
    const told: BareFact = { kind: 'callTried', call, at: startedAt, attempt: attempts, ...messageOf(failure) };
    const ending = 'result' in answer ? ({ kind: 'applied', ...answer } as const) : failedCall(answer.failure);
    const facts = before === undefined ? [sent, told] : [told];
    const isSettled = ending.kind !== 'inDoubt' || ending.doubt.code === 'CANCELLED';
    if (isSettled) return [...facts, { kind: 'callEnded', call, at: endedAt, ending, ...messageOf(failure) }];
    this.#unsettled.set(place, { call, localTries: attempts });
    return facts;
  }

  async #sent(runId: string, event: HistoryEvent, sagaId: string): Promise<readonly BareFact[]> {
    const scheduled = event.activityTaskScheduledEventAttributes;
    const id = scheduled?.activityId ?? '';
    const parsed = parseActivityId(id);
    if (parsed === undefined) return [];
    const scheduledAs = `${runId}/${event.eventId}`;
    const place = `${runId}/${id}`;
    const before = this.#unsettled.get(place);
    this.#unsettled.delete(place);
    this.#scheduled.set(scheduledAs, { call: scheduledAs, localTries: 0, ...before, activityId: id });
    if (before !== undefined) return [{ kind: 'callOverran', call: before.call }];
    const context = this.#payloads.ofActivity(this.#workflowId, id);
    const [argument, sagaCall] = await this.#payloads.values(scheduled?.input, context);
    const { step, operation } = parsed;
    const key = keyIn(sagaCall) ?? keyOf(sagaId, step, operation);
    const activity = scheduled?.activityType?.name ?? '';
    return [{ kind: 'callSent', call: scheduledAs, execution: 'activity', step, operation, activity, argument, key }];
  }

  async #progress(
    event: HistoryEvent,
    { call, localTries }: SentCall,
    context: SerializationContext,
  ): Promise<readonly BareFact[]> {
    const tried = event.activityTaskStartedEventAttributes;
    if (tried) {
      const failure = (await this.#payloads.error(tried.lastFailure, context))?.message;
      return [{ kind: 'callTried', call, attempt: localTries + (tried.attempt ?? 1), ...messageOf(failure) }];
    }
    const completed = event.activityTaskCompletedEventAttributes;
    if (completed) {
      const [result] = await this.#payloads.values(completed.result, context);
      return [{ kind: 'callEnded', call, ending: { kind: 'applied', result } }];
    }
    if (event.activityTaskCanceledEventAttributes)
      return [{ kind: 'callEnded', call, ending: { kind: 'inDoubt', doubt: { code: 'CANCELLED' } } }];
    const { failure } = event.activityTaskFailedEventAttributes ?? event.activityTaskTimedOutEventAttributes ?? {};
    const error = await this.#payloads.error(failure, context);
    return [{ kind: 'callEnded', call, ending: failedCall(error), ...messageOf(messageOfFailure(error)) }];
  }
}

function messageOf(failure: string | undefined): { readonly failure?: string } {
  return failure === undefined ? {} : { failure };
}

// A marker keeps no arguments. But a call with a person's argument, which alone has another key, is never tried locally.
function keyOf(sagaId: string, step: string, operation: SagaOperation): string {
  return idempotencyKey(sagaId, step, operation === 'compensate' ? 'compensate' : 'run');
}

function keyIn(sagaCall: unknown): string | undefined {
  const { key } = (sagaCall ?? {}) as { readonly key?: unknown };
  return typeof key === 'string' ? key : undefined;
}
