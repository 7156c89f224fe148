import { EventMalformedError } from './event-malformed-error.ts';

/**
 * An event in the JSON format of CloudEvents 1.0. `source` and `id` together name it for ever: a duplicate has the same.
 * `subject` is the aggregate that it tells of; events with one source and subject keep their order.
 *
 * Sources: CloudEvents 1.0.2, "JSON Event Format"; its extension "Distributed Tracing" (`traceparent`, `tracestate` of W3C Trace Context).
 */
export interface CloudEvent<Data = unknown> {
  readonly specversion: '1.0';
  readonly id: string;
  /** Who tells, a URI reference such as `/order-service`. */
  readonly source: string;
  /** What happened, such as `order.created`. */
  readonly type: string;
  /** The aggregate's id. */
  readonly subject: string;
  /** When it happened, RFC 3339. */
  readonly time: string;
  readonly datacontenttype: 'application/json';
  readonly traceparent?: string;
  readonly tracestate?: string;
  readonly data: Data;
}

const required = ['id', 'source', 'type', 'subject', 'time'] as const;

/**
 * Checks what came from outside, and gives it back as an event.
 *
 * @throws EventMalformedError that says what is missing
 */
export function readCloudEvent(value: unknown): CloudEvent {
  if (typeof value !== 'object' || value === null) throw new EventMalformedError('It is no JSON object.');
  const event = value as Readonly<Record<string, unknown>>;
  if (event.specversion !== '1.0') throw new EventMalformedError('`specversion` must be "1.0".');
  for (const name of required) {
    const attribute = event[name];
    // No column of type text can hold a NUL.
    if (typeof attribute !== 'string' || attribute === '' || attribute.length > 1_024 || attribute.includes('\0')) {
      throw new EventMalformedError(`\`${name}\` must be a string of 1 to 1024 characters without NUL.`);
    }
  }
  if (Number.isNaN(Date.parse(String(event.time)))) throw new EventMalformedError('`time` must be an RFC 3339 time.');
  return event as unknown as CloudEvent;
}
