import { lastEventIdHeader } from '../events/last-event-id-header.ts';
import { orderEventSchema } from '../events/order-event-schema.ts';
import { streamOrder } from '../events/stream-order.ts';
import { whileIdle } from '../hardening/requests-in-flight.ts';
import { operation, type ServedOperation, served } from '../http/operation.ts';
import { withCurrentSaga } from '../orders/read-order.ts';
import { orderParams } from './order-params.ts';
import type { OrderRoutesOptions } from './order-routes-options.ts';
import { ownOrder } from './own-order.ts';

const orderEvents = operation({
  id: 'streamOrder',
  method: 'get',
  path: '/orders/{id}/events',
  tag: 'orders',
  summary: 'An order as it changes, until its saga has ended',
  description:
    'Server-Sent Events: `event: order`, `data` the order as `GET /orders/{id}` gives it, `id` a number that grows. The first is the order as it is now, then one comes after each change. Who reads slowly gets the latest. After a broken connection send the last `id` as `Last-Event-ID`: the stream goes on with what is new, if anything is.',
  params: orderParams,
  unknownAs: 'ORDER_NOT_FOUND',
  headers: { seen: lastEventIdHeader },
  answers: {
    200: { description: 'The stream. It ends with the saga.', type: 'text/event-stream', body: orderEventSchema },
    204: { description: 'The saga has ended, and the caller has seen it: do not come back.' },
  },
  problems: ['ORDER_NOT_FOUND', 'INVALID_LAST_EVENT_ID', 'TOO_MANY_STREAMS', 'STREAMS_EXHAUSTED'],
});

/** `GET /orders/{id}/events`: the order as it changes. */
export function orderEventsRoute({ intents, sagas, watches, places, stopping }: OrderRoutesOptions): ServedOperation {
  return served(orderEvents, async ({ params, caller, headers: { seen }, request, response }) => {
    const found = await ownOrder({ request, params, caller }, intents);
    const hasEnded = found.status !== 'PENDING';
    // Of an ending that was recorded without its details these may be known by now.
    const order = hasEnded ? await withCurrentSaga(found, { intents, sagas }) : found;
    if (hasEnded && seen === order.version) {
      response.status(204).end();
      return;
    }
    if (request.method === 'HEAD') {
      response.type('text/event-stream').end();
      return;
    }
    const leave = places.take(caller.subject);
    try {
      await whileIdle(response, () => streamOrder(order, response, { watches, seen, stopping }));
    } finally {
      leave();
    }
  });
}
