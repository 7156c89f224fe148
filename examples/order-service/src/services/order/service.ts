import { cancelOrderArgument, confirmOrderArgument, createOrderArgument, createOrderResult } from '@saga/activities';
import type { ServiceDefinition } from '../service-definition.ts';
import { orderView } from './order-view.ts';
import { orderRoutes } from './routes.ts';

export const orderService: ServiceDefinition = {
  name: 'order',
  defaultPort: 3001,
  databaseVariable: 'ORDER_DATABASE_URL',
  migrations: new URL('./migrations', import.meta.url),
  routes: orderRoutes,
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
    ],
  },
};
