import type { IncomingMessage } from 'node:http';

/** Which order and saga a request is about. */
export interface LogNotes {
  readonly orderId?: string;
  readonly sagaId?: string;
}

const notes = new WeakMap<IncomingMessage, LogNotes>();
// An id that a caller made up may be anything; only what looks like one of ours lands in a log.
const fits = /^[\w.~%:-]{1,255}$/;

/**
 * Notes what a request is about, for its line in the log: a route does so once it knows, and only with ids that exist. What looks like
 * no id is left out.
 *
 * @example
 * noteInLog(request, { orderId: order.orderId, sagaId: `create-order-${order.orderId}` });
 */
export function noteInLog(request: IncomingMessage, { orderId, sagaId }: LogNotes): void {
  notes.set(request, {
    ...notes.get(request),
    ...(orderId !== undefined && fits.test(orderId) && { orderId }),
    ...(sagaId !== undefined && fits.test(sagaId) && { sagaId }),
  });
}

/** What was noted of a request. */
export function notesOf(request: IncomingMessage): LogNotes {
  return notes.get(request) ?? {};
}
