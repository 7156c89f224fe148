import proto from '@temporalio/proto';

const { History } = proto.temporal.api.history.v1;

/** One run of a workflow, as JSON. */
export interface RecordedHistory {
  readonly workflowId: string;
  readonly events: readonly RecordedEvent[];
}

/** One event; what is in it depends on its type. */
export type RecordedEvent = Readonly<Record<string, unknown>> & { readonly eventType: string };

/** What a history says of the machine that it was recorded on. Replay needs none of it. */
const personal = ['workerVersion', 'binaryChecksum', 'requestId', 'workerDeploymentName', 'deploymentVersion'];

/** A history without what is personal of the machine that it was recorded on. */
export function recordedHistory(workflowId: string, history: object): RecordedHistory {
  const { events } = JSON.parse(JSON.stringify(history)) as RecordedHistory;
  return { workflowId, events: impersonal(events) as readonly RecordedEvent[] };
}

/** As a file's text: an event on a line, so that a difference can be read. */
export function historyText({ workflowId, events }: RecordedHistory): string {
  const lines = events.map((event) => JSON.stringify(event));
  return `{"workflowId":${JSON.stringify(workflowId)},"events":[\n${lines.join(',\n')}\n]}\n`;
}

/**
 * The history as Temporal's own object. Not by its `historyFromJSON`, which fails where a package manager has put a second
 * protobufjs beside the one that made the messages' types.
 */
export function toHistory({ events }: RecordedHistory) {
  return History.fromObject({ events });
}

function impersonal(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(impersonal);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !personal.includes(key))
      .map(([key, part]) => [key, cleaned(key, part)]),
  );
}

function cleaned(key: string, value: unknown): unknown {
  if (key === 'identity') return 'worker';
  // It names files by where they lie.
  if (key === 'stackTrace') return '';
  // A sticky queue has the name of its worker's host.
  if (key === 'taskQueue') return { name: 'recorded', kind: 'TASK_QUEUE_KIND_NORMAL' };
  return impersonal(value);
}
