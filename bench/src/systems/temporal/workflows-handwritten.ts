// What one writes without a library, in the form of Temporal's public saga sample: activities by proxy, and a list of what undoes
// them, which each step is added to before it is sent.
import { proxyActivities } from '@temporalio/workflow';
import type { Order } from '../../order/order.ts';
import type { HandwrittenActivities } from './handwritten-activities.ts';

const activities = proxyActivities<HandwrittenActivities>({ startToCloseTimeout: '5s' });

export async function createOrder(order: Order): Promise<{ orderId: string; paymentId: string }> {
  const { orderId, customerId, paymentMethod } = order;
  const items = order.items.map(({ sku, quantity }) => ({ sku, quantity }));
  const compensations: (() => Promise<void>)[] = [];
  try {
    compensations.unshift(() => activities.cancelOrder({ orderId }));
    const { total } = await activities.createOrder(order);
    compensations.unshift(() => activities.releaseItems({ orderId }));
    await activities.reserveItems({ orderId, items });
    const { paymentId } = await activities.chargePayment({ orderId, customerId, paymentMethod, amount: total });
    compensations.unshift(() => activities.refundPayment({ orderId }));
    await activities.confirmOrder({ orderId });
    await activities.commitItems({ orderId });
    return { orderId, paymentId };
  } catch (error) {
    for (const compensate of compensations) await compensate();
    throw error;
  }
}
