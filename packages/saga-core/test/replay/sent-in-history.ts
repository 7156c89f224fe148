import type { RecordedEvent, RecordedHistory } from './recorded-history.ts';

/** One thing that a workflow sent: what it was, and its content as JSON. */
export type Sent = readonly [what: string, content: string];

interface Payloads {
  readonly payloads?: readonly { readonly data?: string }[];
}

/** What a recorded workflow sent, as the workflows that are replayed tell it (`tell-what-is-sent.ts`). */
export function sentInHistory({ events }: RecordedHistory): readonly Sent[] {
  return events.flatMap((event): readonly Sent[] => {
    switch (event.eventType) {
      case 'EVENT_TYPE_ACTIVITY_TASK_SCHEDULED': {
        const { activityId, input } = attributes<{ activityId: string; input: Payloads }>(event);
        return [[activityId, first(input)]];
      }
      case 'EVENT_TYPE_START_CHILD_WORKFLOW_EXECUTION_INITIATED': {
        const { workflowId, input } = attributes<{ workflowId: string; input: Payloads }>(event);
        return [[workflowId, first(input)]];
      }
      case 'EVENT_TYPE_TIMER_STARTED': {
        const { startToFireTimeout } = attributes<{ startToFireTimeout: { seconds?: string; nanos?: number } }>(event);
        const { seconds = 0, nanos = 0 } = startToFireTimeout;
        return [['timer', String(Number(seconds) * 1_000 + nanos / 1_000_000)]];
      }
      case 'EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED':
        return [['result', first(attributes<{ result: Payloads }>(event).result)]];
      default:
        return [];
    }
  });
}

function attributes<Attributes>(event: RecordedEvent): Attributes {
  return Object.entries(event).find(([key]) => key.endsWith('EventAttributes'))?.[1] as Attributes;
}

function first({ payloads = [] }: Payloads): string {
  return Buffer.from(payloads[0]?.data ?? '', 'base64').toString() || 'null';
}
