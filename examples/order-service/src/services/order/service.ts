import { cancelOrderArgument, confirmOrderArgument, createOrderArgument, createOrderResult } from '@saga/activities';
import { outboxSchema } from 'saga-core/participant';
import { z } from 'zod';
import { orderCloudEvent } from '../events/order-event.ts';
import type { ServiceDefinition } from '../service-definition.ts';
import { orderView } from './order-view.ts';
import { publishOrderEvents } from './publish-order-events.ts';
import { orderRoutes } from './routes.ts';

export const orderService: ServiceDefinition = {
  name: 'order',
  defaultPort: 3001,
  databaseVariable: 'ORDER_DATABASE_URL',
  migrations: new URL('./migrations', import.meta.url),
  schemas: [outboxSchema],
  routes: orderRoutes,
  background: publishOrderEvents,
  api: {
    title: 'Order service',
    operations: [
      {
        method: 'post',
        path: '/orders',
        summary: 'Create an order, PENDING. Its total follows from its lines.',
        saga: 'run',
        body: createOrderArgument,
        answer: createOrderResult,
      },
      {
        method: 'post',
        path: '/orders/{orderId}/confirm',
        summary: 'PENDING becomes CONFIRMED.',
        saga: 'run',
        body: confirmOrderArgument.partial(),
      },
      {
        method: 'post',
        path: '/orders/{orderId}/cancel',
        summary: 'Undo the creation: CANCELLED when the cause is `cancelled`, FAILED for every other.',
        saga: 'compensate',
        body: cancelOrderArgument.partial({ orderId: true }),
      },
      { method: 'get', path: '/orders/{orderId}', summary: 'Read an order.', answer: orderView, mayBeMissing: true },
      {
        method: 'get',
        path: '/events',
        summary:
          'What happened to orders: a batch of CloudEvents after the position `after` (all that are kept, without it), at most `limit`. Waits up to `wait` seconds for one. The header `Feed-Position` says where to read on.',
        optionalQuery: ['after', 'limit', 'wait'],
        answer: z.array(orderCloudEvent),
        answerType: 'application/cloudevents-batch+json',
        mayBeGone: true,
      },
    ],
  },
};
