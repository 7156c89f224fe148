import { setTimeout as delay } from 'node:timers/promises';
import { EventSourceParserStream } from 'eventsource-parser/stream';
import type { OrderView } from '../../src/api/orders/order-schema.ts';

/** One event of an order's stream. */
export interface OrderEvent {
  readonly id: number;
  readonly order: OrderView;
}

/** One connection to an order's stream. */
export interface OrderEventsOptions {
  readonly url: string;
  readonly token: string;
  readonly orderId: string;
  readonly lastEventId?: string | undefined;
  readonly signal?: AbortSignal;
  /** Called once the stream is open, before its first event. */
  readonly opened?: () => void;
  readonly seen?: (event: OrderEvent) => void;
}

/** What one connection came to. `isWhole`: the server ended it, and it did not break. */
export interface StreamAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly events: readonly OrderEvent[];
  readonly isWhole: boolean;
}

/** Listens until the stream ends, breaks, or `signal` aborts. Rejects when there is nobody to connect to. */
export async function listen({
  url,
  token,
  orderId,
  lastEventId,
  signal,
  opened,
  seen,
}: OrderEventsOptions): Promise<StreamAnswer> {
  const response = await fetch(`${url}/api/v1/orders/${orderId}/events`, {
    headers: { authorization: `Bearer ${token}`, ...(lastEventId !== undefined && { 'last-event-id': lastEventId }) },
    ...(signal !== undefined && { signal }),
  });
  const { status, headers } = response;
  const events: OrderEvent[] = [];
  if (status !== 200 || response.body === null) {
    await response.body?.cancel();
    return { status, headers, events, isWhole: true };
  }
  opened?.();
  const messages = response.body.pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream());
  try {
    for await (const { id, event, data } of messages) {
      if (event !== 'order') throw new Error(`An event of the kind '${event}' came.`);
      const next = { id: Number(id), order: JSON.parse(data) as OrderView };
      events.push(next);
      seen?.(next);
    }
    return { status, headers, events, isWhole: true };
  } catch {
    return { status, headers, events, isWhole: false };
  }
}

/**
 * What an `EventSource` does: listens, and comes back with the last id whenever the stream ends or breaks, until it is told not to
 * by 204. `url` is asked anew for each connection. Gives everything that came, and the statuses in the order in which they came.
 */
export async function followToEnd({
  url,
  token,
  orderId,
  seen,
}: {
  readonly url: () => string;
  readonly token: string;
  readonly orderId: string;
  readonly seen?: (event: OrderEvent) => void;
}): Promise<{ readonly events: readonly OrderEvent[]; readonly connections: number }> {
  const events: OrderEvent[] = [];
  for (let connections = 1; ; connections += 1) {
    const lastEventId = events.at(-1)?.id.toString();
    try {
      const answer = await listen({
        url: url(),
        token,
        orderId,
        lastEventId,
        seen: (event) => {
          events.push(event);
          seen?.(event);
        },
      });
      if (answer.status === 204) return { events, connections };
      if (answer.status !== 200 && answer.status !== 503) throw new Error(`The stream answered ${answer.status}.`);
    } catch (error) {
      // The API is not there: what fetch rejects with. Anything else is a mistake.
      if (!(error instanceof TypeError)) throw error;
    }
    await delay(50);
  }
}

/** How an order ended, without what its steps came to. */
export function ending({ saga, ...order }: OrderView): string {
  return JSON.stringify({ ...order, saga: saga.status });
}

const ranks = {
  pending: 0,
  running: 1,
  inDoubt: 2,
  applied: 3,
  refused: 3,
  parked: 3,
  skipped: 3,
  compensating: 4,
  compensated: 5,
} as const satisfies Readonly<Record<OrderView['saga']['steps'][number]['status'], number>>;

/** What is wrong with the events of one order that one client saw: nothing may come twice, and nothing older after something newer. */
export function wrongAbout(events: readonly OrderEvent[]): readonly string[] {
  return events.slice(1).flatMap(({ id, order }, index) => {
    const before = events[index];
    if (before === undefined) return [];
    const wrong: string[] = [];
    const say = (what: string) => wrong.push(`event ${id} after ${before.id}: ${what}`);
    if (id <= before.id) say('the ids do not grow');
    if (JSON.stringify(order) === JSON.stringify(before.order)) say('nothing has changed');
    if (before.order.status !== 'PENDING') {
      // What its steps came to may be known later than that it has ended; how it ended does not change.
      if (ending(order) !== ending(before.order)) say(`the order had ended ${before.order.status}`);
      return wrong;
    }
    for (const [place, step] of order.saga.steps.entries()) {
      const earlier = before.order.saga.steps[place];
      if (earlier === undefined) continue;
      if (ranks[step.status] < ranks[earlier.status]) say(`${step.name} goes back to ${step.status}`);
      if (step.attempts < earlier.attempts) say(`${step.name} has fewer attempts: ${JSON.stringify([earlier, step])}`);
    }
    return wrong;
  });
}
