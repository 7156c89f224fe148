import { participantActivities } from 'saga-core/activity';
import type { ShopActivities } from './shop-activities.ts';

export function workerActivities(shop: ShopActivities) {
  const { reserveStock, releaseStock, chargeCard, refundCard, confirmOrder } = shop;
  return {
    ...shop, // `chargeCard`, as checkout calls it; until none is open
    ...participantActivities('stock', { reserveStock, releaseStock }),
    ...participantActivities('card', { chargeCard, refundCard }), // `card.chargeCard`, as placeOrder calls it
    ...participantActivities('order', { confirmOrder }),
  };
}
