import { createInventoryActivities, createOrderActivities, createPaymentActivities } from '@saga/activities';
import { participantActivities } from 'saga-core/activity';
import type { WorkerConfig } from './config.ts';

/** Every activity that this worker performs, by the name that sagas call it: `order.create`, `inventory.reserve`, … */
export function allActivities({ serviceUrls, serviceTokenSecret: secret }: WorkerConfig) {
  return {
    ...participantActivities('order', createOrderActivities({ baseUrl: serviceUrls.order, secret })),
    ...participantActivities('inventory', createInventoryActivities({ baseUrl: serviceUrls.inventory, secret })),
    ...participantActivities('payment', createPaymentActivities({ baseUrl: serviceUrls.payment, secret })),
  };
}
