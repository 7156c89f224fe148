import { commitArgument, releaseArgument, reserveArgument, reserveResult } from '@saga/activities';
import { inboxSchema, outboxSchema } from 'saga-core/participant';
import { z } from 'zod';
import type { ServiceDefinition } from '../service-definition.ts';
import { answerRequests } from './answer-requests.ts';
import { catalogue, catalogueItem } from './catalogue.ts';
import { replyMessage, requestMessage } from './request-message.ts';
import { inventoryRoutes } from './routes.ts';

export const inventoryService: ServiceDefinition = {
  name: 'inventory',
  defaultPort: 3002,
  databaseVariable: 'INVENTORY_DATABASE_URL',
  migrations: new URL('./migrations', import.meta.url),
  schemas: [outboxSchema, inboxSchema],
  routes: inventoryRoutes,
  background: answerRequests,
  api: {
    title: 'Inventory service',
    operations: [
      {
        method: 'post',
        path: '/reservations',
        summary: "Set all of an order's items aside, or refuse (`OUT_OF_STOCK`, `UNKNOWN_SKU`).",
        saga: 'run',
        body: reserveArgument,
        answer: reserveResult,
      },
      {
        method: 'post',
        path: '/reservations/{orderId}/release',
        summary: "Undo the reservation: an order's reserved items are available again.",
        saga: 'compensate',
        body: releaseArgument.partial(),
      },
      {
        method: 'post',
        path: '/reservations/{orderId}/commit',
        summary: "An order's reserved items are sold.",
        saga: 'run',
        body: commitArgument.partial(),
      },
      { method: 'get', path: '/items/{sku}', summary: 'Read an item.', answer: catalogueItem, mayBeMissing: true },
      { method: 'get', path: '/items', summary: 'Read the catalogue.', answer: catalogue },
      {
        method: 'post',
        path: '/messages',
        summary: 'Ask for a reservation by message, a CloudEvent. The answer comes later, under `GET /events`.',
        body: requestMessage,
        isTaken: true,
      },
      {
        method: 'get',
        path: '/events',
        summary:
          'Answers to messages: a batch of CloudEvents after the position `after` (all that are kept, without it), at most `limit`. Waits up to `wait` seconds for one. The header `Feed-Position` says where to read on.',
        optionalQuery: ['after', 'limit', 'wait'],
        answer: z.array(replyMessage),
        answerType: 'application/cloudevents-batch+json',
        mayBeGone: true,
      },
    ],
  },
};
