import type { RequestHandler } from 'express';
import { entityTag, matchesEntityTag } from '../http/entity-tag.ts';
import { orderView } from '../orders/order-view.ts';
import { withCurrentSaga } from '../orders/read-order.ts';
import type { OrderRoutesOptions } from './order-routes-options.ts';
import { ownOrder } from './own-order.ts';

/** `GET /orders/{id}`: the order as it is now, or 304 when the caller has it already. */
export function readOrderRoute({ intents, sagas }: OrderRoutesOptions): RequestHandler {
  return async (request, response) => {
    const order = await withCurrentSaga(await ownOrder(request, intents), { intents, sagas });
    const body = JSON.stringify(orderView(order));
    const tag = entityTag(body);
    response.set('ETag', tag);
    if (matchesEntityTag(request.get('if-none-match'), tag)) response.status(304).end();
    else response.type('application/json').send(body);
  };
}
