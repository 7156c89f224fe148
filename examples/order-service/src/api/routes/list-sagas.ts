import { z } from 'zod';
import { operation, type ServedOperation, served } from '../http/operation.ts';
import { pageCursor } from '../http/page-cursor.ts';
import { pageLimit } from '../http/page-limit.ts';
import { orderPage } from '../orders/order-page.ts';
import { sagaStatuses } from '../orders/saga-schema.ts';
import { sagaIdOf } from '../orders/saga-view.ts';
import { sagaListSchema } from '../sagas/saga-details-schema.ts';
import type { SagaRoutesOptions } from './saga-routes-options.ts';

const listSagas = operation({
  id: 'listSagas',
  method: 'get',
  path: '/sagas',
  tag: 'sagas',
  summary: 'The sagas of all orders, newest first',
  description:
    'As they were last seen. A saga that takes long is looked after every few seconds, so one that needs attention is found soon.',
  role: 'operator',
  query: z.strictObject({
    status: z.enum(sagaStatuses).optional(),
    limit: pageLimit,
    cursor: pageCursor,
  }),
  answers: {
    200: {
      description: 'A page of sagas.',
      body: sagaListSchema,
      links: {
        nextPage: { operationId: 'listSagas', parameters: { cursor: '$response.body#/nextCursor' } },
        saga: { operationId: 'readSaga', parameters: { id: '$response.body#/items/0/id' } },
      },
    },
  },
  problems: ['INVALID_QUERY', 'INVALID_CURSOR'],
});

/** `GET /sagas`: every accepted order's saga, from the API's table alone. */
export function listSagasRoute({ intents }: SagaRoutesOptions): ServedOperation {
  return served(listSagas, async ({ query: { status, limit, cursor }, response }) => {
    const { orders, nextCursor } = await orderPage({ limit, cursor }, (place) =>
      intents.listSagas({ ...place, ...(status !== undefined && { status }) }),
    );
    const items = orders.map(({ orderId, saga }) => ({
      id: sagaIdOf(orderId),
      status: saga?.status ?? 'running',
      orderId,
    }));
    response.json({ items, nextCursor });
  });
}
