import type { SagaView } from 'saga-core/client';

/** The steps of the create-order saga, in order, as customers see them. */
export const orderSteps = ['createOrder', 'reserveItems', 'processPayment', 'confirmOrder', 'commitItems'] as const;

/** The step after which an order can't be cancelled any more. */
export const pivot = 'confirmOrder' satisfies (typeof orderSteps)[number];

/** The saga's and workflow's id of an order. */
export function sagaIdOf(orderId: string): string {
  return `create-order-${orderId}`;
}

/** A saga that was closed from outside, as it was last seen: it won't go on by itself. */
export function brokenOffView(seen: SagaView): SagaView {
  return { ...seen, status: 'needsAttention' };
}

/** A saga of which nothing has been seen yet: running, every step still to come. */
export function unstartedSaga(orderId: string, status: SagaView['status'] = 'running'): SagaView {
  return {
    id: sagaIdOf(orderId),
    status,
    steps: orderSteps.map((name) => ({ name, status: 'pending', attempts: 0 })),
  };
}
