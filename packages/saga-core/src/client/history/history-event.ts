import type { WorkflowHandle } from '@temporalio/client';

/** One event of a workflow's history, as Temporal sends it. */
export type HistoryEvent = NonNullable<Awaited<ReturnType<WorkflowHandle['fetchHistory']>>['events']>[number];

/** When it happened: RFC 3339 in UTC. */
export function timeOf({ eventTime }: HistoryEvent): string {
  return rfc3339(eventTime) ?? new Date(0).toISOString();
}

/** A time as Temporal writes it. */
export type TemporalTime = {
  readonly seconds?: number | NonNullable<HistoryEvent['eventTime']>['seconds'];
  readonly nanos?: number | null;
} | null;

/** A time of Temporal's as RFC 3339 in UTC, to the millisecond. */
export function rfc3339(time: TemporalTime | undefined): string | undefined {
  if (time === null || time === undefined) return undefined;
  return new Date(Number(time.seconds ?? 0) * 1_000 + Math.floor((time.nanos ?? 0) / 1_000_000)).toISOString();
}

/** The run that goes on where this event closed one; `undefined` when it closed none, or for good. */
export function nextRunOf(event: HistoryEvent): string | undefined {
  const closing =
    event.workflowExecutionContinuedAsNewEventAttributes ??
    event.workflowExecutionCompletedEventAttributes ??
    event.workflowExecutionFailedEventAttributes ??
    event.workflowExecutionTimedOutEventAttributes;
  return closing?.newExecutionRunId || undefined;
}

/** Nothing comes after it: the workflow has closed, and no further run of it follows. */
export function endsTheSaga(event: HistoryEvent): boolean {
  const closes =
    event.workflowExecutionCompletedEventAttributes ??
    event.workflowExecutionFailedEventAttributes ??
    event.workflowExecutionCanceledEventAttributes ??
    event.workflowExecutionTerminatedEventAttributes ??
    event.workflowExecutionTimedOutEventAttributes;
  return closes !== null && closes !== undefined && nextRunOf(event) === undefined;
}
