import type { SagaView } from 'saga-core/client';
import type { OrderIntent } from './order-intent.ts';
import type { OrderView } from './order-schema.ts';
import { unstartedSaga } from './saga-view.ts';

/** The path of an order. */
export function orderPath(orderId: string): string {
  return `/api/v1/orders/${orderId}`;
}

/** Shows an order with its saga as it was last seen. The saga's cause stays inside: `failure` says what a customer may know. */
export function orderView(intent: OrderIntent): OrderView {
  const { id, status, steps } = intent.saga ?? unstartedSaga(intent.orderId);
  const self = orderPath(intent.orderId);
  return {
    id: intent.orderId,
    status: intent.status,
    items: intent.lines.map(({ sku, quantity, unitPrice }) => ({ sku, quantity, unitPrice })),
    total: { amount: intent.total, currency: intent.currency },
    ...(intent.failure !== undefined && { failure: intent.failure }),
    saga: { id, status, steps: steps.map(stepView) },
    createdAt: intent.createdAt.toISOString(),
    links: { self, events: `${self}/events`, ...(intent.status === 'PENDING' && { cancel: `${self}/cancel` }) },
  };
}

/** One step. Field by field: what the engine adds to its view some day is not shown by accident. */
export function stepView({ name, status, attempts, startedAt, endedAt }: SagaView['steps'][number]) {
  return {
    name,
    status,
    attempts,
    ...(startedAt !== undefined && { startedAt }),
    ...(endedAt !== undefined && { endedAt }),
  };
}
