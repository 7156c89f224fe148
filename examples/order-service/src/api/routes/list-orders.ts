import { z } from 'zod';
import { operation, type ServedOperation, served } from '../http/operation.ts';
import { pageCursor } from '../http/page-cursor.ts';
import { pageLimit } from '../http/page-limit.ts';
import { orderStatuses } from '../orders/order-intent.ts';
import { orderPage } from '../orders/order-page.ts';
import { orderListSchema } from '../orders/order-schema.ts';
import { orderView } from '../orders/order-view.ts';
import { orderLinks } from './order-links.ts';
import type { OrderRoutesOptions } from './order-routes-options.ts';

const listOrders = operation({
  id: 'listOrders',
  method: 'get',
  path: '/orders',
  tag: 'orders',
  summary: 'Your orders, newest first',
  query: z.strictObject({
    status: z.enum(orderStatuses).optional(),
    limit: pageLimit,
    cursor: pageCursor,
  }),
  answers: {
    200: {
      description: 'A page of orders.',
      body: orderListSchema,
      links: {
        nextPage: { operationId: 'listOrders', parameters: { cursor: '$response.body#/nextCursor' } },
        ...orderLinks('$response.body#/items/0/id'),
      },
    },
  },
  problems: ['INVALID_QUERY', 'INVALID_CURSOR'],
});

/** `GET /orders`: the caller's own orders, newest first, from the API's table alone. */
export function listOrdersRoute({ intents }: OrderRoutesOptions): ServedOperation {
  return served(listOrders, async ({ query: { status, limit, cursor }, caller, response }) => {
    const { orders, nextCursor } = await orderPage({ limit, cursor }, (place) =>
      intents.listOwn(caller.subject, { ...place, ...(status !== undefined && { status }) }),
    );
    response.json({ items: orders.map(orderView), nextCursor });
  });
}
