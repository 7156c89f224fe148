import { createInventoryActivities, createOrderActivities, createPaymentActivities } from '@saga/activities';
import { participantActivities } from 'saga-core/activity';
import type { WorkerConfig } from './config.ts';
import type { Messages } from './messages.ts';

/** Every activity that this worker performs, by the name that sagas call it: `order.create`, `inventory.reserve`, … */
export function allActivities({ serviceUrls, serviceTokenSecret: secret, sparing }: WorkerConfig, messages?: Messages) {
  const optionsFor = (baseUrl: string) => ({ baseUrl, secret, ...sparing });
  return {
    ...participantActivities('order', createOrderActivities(optionsFor(serviceUrls.order))),
    ...participantActivities('inventory', {
      ...createInventoryActivities(optionsFor(serviceUrls.inventory)),
      ...(messages && { reserve: messages.reserve }),
    }),
    ...participantActivities('payment', createPaymentActivities(optionsFor(serviceUrls.payment))),
  };
}
