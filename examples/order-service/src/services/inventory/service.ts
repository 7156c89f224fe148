import { commitArgument, releaseArgument, reserveArgument, reserveResult } from '@saga/activities';
import { inboxSchema, outboxSchema } from 'saga-core/participant';
import type { ServiceDefinition } from '../service-definition.ts';
import { answerRequests } from './answer-requests.ts';
import { catalogue, catalogueItem } from './catalogue.ts';
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
    ],
  },
};
