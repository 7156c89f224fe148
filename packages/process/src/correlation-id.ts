import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

const acceptable = /^[\w.:-]{1,128}$/;
const traceparent = /^[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}/;
const ids = new WeakMap<IncomingMessage, string>();

/**
 * The id that joins all log lines and answers of one request: `X-Request-Id`, else the trace id of `traceparent`, else a new UUID.
 * Anything but 1 to 128 plain characters is replaced: it would land in logs and answers.
 */
export function correlationIdOf(request: IncomingMessage): string {
  const known = ids.get(request);
  if (known !== undefined) return known;
  const asked = request.headers['x-request-id'];
  const trace = traceparent.exec(String(request.headers.traceparent ?? ''))?.[1];
  const id = typeof asked === 'string' && acceptable.test(asked) ? asked : (trace ?? newCorrelationId());
  ids.set(request, id);
  return id;
}

/** An id for what has no request of its own. */
export function newCorrelationId(): string {
  return randomUUID();
}
