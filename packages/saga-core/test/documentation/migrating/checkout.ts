import { log, proxyActivities } from '@temporalio/workflow';
import type { Order, ShopActivities } from './shop-activities.ts';

const { reserveStock, releaseStock, chargeCard, refundCard, confirmOrder } = proxyActivities<ShopActivities>({
  startToCloseTimeout: '5s',
  retry: { initialInterval: '100ms', maximumAttempts: 3 },
});

export async function checkout(order: Order): Promise<{ paymentId: string }> {
  const undos: (() => Promise<void>)[] = [];
  try {
    await reserveStock(order);
    undos.unshift(() => releaseStock(order));

    const { paymentId } = await chargeCard(order);
    undos.unshift(() => refundCard({ paymentId }));

    await confirmOrder(order);
    return { paymentId };
  } catch (error) {
    for (const undo of undos) {
      try {
        await undo();
      } catch (failure) {
        log.error('An undo failed', { failure });
      }
    }
    throw error;
  }
}
