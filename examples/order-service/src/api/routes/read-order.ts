import { entityTag, matchesEntityTag } from '../http/entity-tag.ts';
import { ifNoneMatchHeader } from '../http/if-none-match-header.ts';
import { operation, type ServedOperation, served } from '../http/operation.ts';
import { orderSchema } from '../orders/order-schema.ts';
import { orderView } from '../orders/order-view.ts';
import { withCurrentSaga } from '../orders/read-order.ts';
import { orderParams } from './order-params.ts';
import type { OrderRoutesOptions } from './order-routes-options.ts';
import { ownOrder } from './own-order.ts';

const readOrder = operation({
  id: 'readOrder',
  method: 'get',
  path: '/orders/{id}',
  tag: 'orders',
  summary: 'An order as it is now',
  params: orderParams,
  unknownAs: 'ORDER_NOT_FOUND',
  headers: { ifNoneMatch: ifNoneMatchHeader },
  answers: {
    200: {
      description: 'The order.',
      body: orderSchema,
      headers: { ETag: 'Strong: equal exactly when the bodies are.' },
    },
    304: { description: 'The caller has it already.', headers: { ETag: 'As it was sent.' } },
  },
  problems: ['ORDER_NOT_FOUND'],
});

/** `GET /orders/{id}`: the order as it is now, or 304 when the caller has it already. */
export function readOrderRoute({ intents, sagas }: OrderRoutesOptions): ServedOperation {
  return served(readOrder, async ({ request, params, caller, headers, response }) => {
    const order = await withCurrentSaga(await ownOrder({ request, params, caller }, intents), { intents, sagas });
    const body = JSON.stringify(orderView(order));
    const tag = entityTag(body);
    response.set('ETag', tag);
    if (matchesEntityTag(headers.ifNoneMatch, tag)) response.status(304).end();
    else response.type('application/json').send(body);
  });
}
