import { createInventoryActivities, createOrderActivities, createPaymentActivities } from '@saga/activities';
import { participantActivities } from 'saga-core/activity';
import type { WorkerConfig } from './config.ts';

/** Every activity that this worker performs, by the name that sagas call it: `order.create`, `inventory.reserve`, … */
export function allActivities({ serviceUrls, serviceTokenSecret: secret, sparing }: WorkerConfig) {
  const optionsFor = (baseUrl: string) => ({ baseUrl, secret, ...sparing });
  return {
    ...participantActivities('order', createOrderActivities(optionsFor(serviceUrls.order))),
    ...participantActivities('inventory', createInventoryActivities(optionsFor(serviceUrls.inventory))),
    ...participantActivities('payment', createPaymentActivities(optionsFor(serviceUrls.payment))),
  };
}
