import type { InventoryActivities, OrderActivities, PaymentActivities } from '@saga/activities';
import { participant, saga } from 'saga-core';
import type { CreateOrderInput } from './create-order-input.ts';

const orders = participant<OrderActivities>('order', { barrier: true });
const inventory = participant<InventoryActivities>('inventory', { barrier: true });
const payments = participant<PaymentActivities>('payment', { barrier: true });

/**
 * Creates an order: write it down, reserve its items, take the money, confirm it, and hand the items over.
 * Whatever fails before the confirmation undoes what was done, the order itself last.
 */
export const createOrderSaga = saga<CreateOrderInput>('createOrder', { version: 1 })
  .step(
    'createOrder',
    orders.create(({ input }) => input),
    {
      compensate: orders.cancel(({ input, cause }) => ({ orderId: input.orderId, cause })),
      // The order says CANCELLED or FAILED to the world, so it may do so only once all else is undone.
      compensateLast: true,
    },
  )
  .step(
    'reserveItems',
    inventory.reserve(({ input }) => ({
      orderId: input.orderId,
      items: input.items.map(({ sku, quantity }) => ({ sku, quantity })),
    })),
    {
      compensate: inventory.release(({ input }) => ({ orderId: input.orderId })),
      timeout: '30s',
    },
  )
  .step(
    'processPayment',
    payments.charge(({ input, results }) => ({
      orderId: input.orderId,
      customerId: input.customerId,
      paymentMethod: input.paymentMethod,
      amount: results.createOrder.total,
    })),
    {
      // In doubt there is no payment id to refund: the refund then names the charge by its key.
      compensate: payments.refund(({ input, outcome, runKey }) =>
        outcome.kind === 'applied'
          ? { orderId: input.orderId, paymentId: outcome.result.paymentId }
          : { orderId: input.orderId, chargeKey: runKey },
      ),
      timeout: '60s',
    },
  )
  .pivot(
    'confirmOrder',
    orders.confirm(({ input }) => ({ orderId: input.orderId })),
    // Whether it has happened can be made sure of before anything is undone, so that it may be tried locally as well.
    { fence: orders.fenceConfirm(({ input }) => ({ orderId: input.orderId })) },
  )
  .retriable(
    'commitItems',
    inventory.commit(({ input }) => ({ orderId: input.orderId })),
  )
  .returns(({ input, results }) => ({ orderId: input.orderId, paymentId: results.processPayment.paymentId }));
