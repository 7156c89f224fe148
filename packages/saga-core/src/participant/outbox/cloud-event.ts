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

const mostCharacters = 1_024;
/** Of the source with the id, and with the subject: an index row takes 2,704 bytes, a few of which are its own. */
const mostBytes = 2_600;
/** Far below where PostgreSQL's parser gives up, and far above what anybody tells. */
const mostLevels = 1_000;

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
    if (!isName(event[name])) {
      throw new EventMalformedError(
        `\`${name}\` must be a string of 1 to ${mostCharacters} characters without NUL and half surrogate pairs.`,
      );
    }
  }
  for (const name of ['id', 'subject']) {
    if (Buffer.byteLength(`${event.source}${event[name]}`) > mostBytes) {
      throw new EventMalformedError(
        `\`source\` and \`${name}\` together must have at most ${mostBytes} bytes in UTF-8.`,
      );
    }
  }
  if (Number.isNaN(Date.parse(String(event.time)))) throw new EventMalformedError('`time` must be an RFC 3339 time.');
  const deep = Object.keys(event).find((name) => isDeeper(event[name], mostLevels));
  if (deep !== undefined) throw new EventMalformedError(`\`${deep}\` is nested more than ${mostLevels} levels deep.`);
  return event as unknown as CloudEvent;
}

/** No column of type text can hold a NUL, and half a surrogate pair would come back as another name. */
function isName(attribute: unknown): boolean {
  return (
    typeof attribute === 'string' &&
    /^[^\0]+$/.test(attribute) &&
    attribute.length <= mostCharacters &&
    attribute.isWellFormed()
  );
}

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((member) => isDeeper(member, levels - 1));
}
