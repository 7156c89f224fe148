import { ActivityFailure } from '@temporalio/common';
import type { SagaOperation } from '../../engine/saga-call.ts';
import { parseTryName } from '../../protocol/activity-id.ts';
import { type HistoryEvent, rfc3339, type TemporalTime, timeOf } from './history-event.ts';
import type { PayloadReader } from './payload-reader.ts';

/** What the marker of a local activity says: one try of one call, of which Temporal was told when its workflow task ended. */
export interface LocalTry {
  readonly step: string;
  readonly operation: SagaOperation;
  readonly activity: string;
  readonly attempt: number;
  /** RFC 3339 in UTC, by the clock of the worker. */
  readonly startedAt: string;
  /** By the time of the workflow task, and never before `startedAt`. */
  readonly endedAt: string;
  /** What it came back with. It is decoded when it is asked for: whoever only counts needs no payload. */
  readonly answer: () => Promise<{ readonly result: unknown } | { readonly failure: Error | undefined }>;
}

/** The name of the markers by which the SDK's core keeps local activities. */
const markerName = 'core_local_activity';

/** What core writes in such a marker's `data` (its message `LocalActivityMarkerData`), by its own converter and no codec. */
interface MarkerData {
  readonly attempt?: number;
  readonly activity_id?: string;
  readonly activity_type?: string;
  readonly complete_time?: TemporalTime;
  readonly original_schedule_time?: TemporalTime;
}

/** Reads a local activity's marker; `undefined` for every other event, and for one that no saga's engine sent. */
export async function localTry(
  event: HistoryEvent,
  payloads: PayloadReader,
  workflowId: string,
): Promise<LocalTry | undefined> {
  const marker = event.markerRecordedEventAttributes;
  const told = marker?.markerName === markerName ? marker.details?.data?.payloads?.[0]?.data : undefined;
  if (!marker || !told) return undefined;
  const data = JSON.parse(new TextDecoder().decode(told)) as MarkerData;
  const context = payloads.ofActivity(workflowId, data.activity_id ?? '', true);
  const summary = await payloads.value(event.userMetadata?.summary, context);
  const call = parseTryName(typeof summary === 'string' ? summary : undefined, data.activity_type ?? '');
  if (call === undefined) return undefined;
  const recordedAt = timeOf(event);
  const startedAt = rfc3339(data.original_schedule_time) ?? recordedAt;
  const endedAt = rfc3339(data.complete_time) ?? recordedAt;
  return {
    ...call,
    activity: data.activity_type ?? '',
    attempt: data.attempt ?? 1,
    startedAt,
    // They come of two clocks.
    endedAt: endedAt < startedAt ? startedAt : endedAt,
    answer: async () =>
      marker.failure
        ? { failure: unwrapped(await payloads.error(marker.failure, context)) }
        : { result: (await payloads.values(marker.details?.result, context))[0] },
  };
}

// A time-out or a cancel comes wrapped, every other failure as it is.
function unwrapped(failure: Error | undefined): Error | undefined {
  return failure instanceof ActivityFailure ? failure.cause : failure;
}
