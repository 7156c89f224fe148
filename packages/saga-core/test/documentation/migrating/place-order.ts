import { participant, saga } from 'saga-core';
import type { Order, ShopActivities } from './shop-activities.ts';

const stock = participant<Pick<ShopActivities, 'reserveStock' | 'releaseStock'>>('stock');
const cards = participant<Pick<ShopActivities, 'chargeCard' | 'refundCard'>>('card');
const orders = participant<Pick<ShopActivities, 'confirmOrder'>>('order');

export const placeOrderSaga = saga<Order>('placeOrder', {
  version: 1,
  defaults: { step: { attemptTimeout: '5s', retry: { maximumAttempts: 3 } } },
})
  .step(
    'reserveStock',
    stock.reserveStock(({ input }) => input),
    {
      compensate: stock.releaseStock(({ input }) => input),
    },
  )
  .step(
    'chargeCard',
    cards.chargeCard(({ input }) => input),
    {
      compensate: cards.refundCard(({ outcome, runKey }) =>
        outcome.kind === 'applied' ? { paymentId: outcome.result.paymentId } : { chargeKey: runKey },
      ),
    },
  )
  .pivot(
    'confirmOrder',
    orders.confirmOrder(({ input }) => input),
  )
  .returns(({ results }) => results.chargeCard);
