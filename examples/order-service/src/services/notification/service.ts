import { inboxSchema } from 'saga-core/participant';
import type { ServiceDefinition } from '../service-definition.ts';
import { notifications } from './notification-repository.ts';
import { receiveEvents } from './receive-events.ts';
import { notificationRoutes } from './routes.ts';

export const notificationService: ServiceDefinition = {
  name: 'notification',
  defaultPort: 3004,
  databaseVariable: 'NOTIFICATION_DATABASE_URL',
  migrations: new URL('./migrations', import.meta.url),
  schemas: [inboxSchema],
  routes: notificationRoutes,
  background: receiveEvents,
  api: {
    title: 'Notification service',
    operations: [
      {
        method: 'get',
        path: '/notifications',
        summary: 'What was sent about an order, oldest first.',
        query: ['orderId'],
        answer: notifications,
      },
    ],
  },
};
