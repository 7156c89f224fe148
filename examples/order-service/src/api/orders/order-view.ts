import type { SagaView } from 'saga-core/client';
import type { OrderFailure } from '../../saga/order-ending.ts';
import type { OrderIntent, OrderStatus } from './order-intent.ts';
import type { PricedLine } from './priced-order.ts';
import { unstartedSaga } from './saga-view.ts';

/** An order as its customer sees it. */
export interface OrderView {
  readonly id: string;
  readonly status: OrderStatus;
  readonly items: readonly PricedLine[];
  readonly total: { readonly amount: number; readonly currency: string };
  readonly failure?: OrderFailure;
  readonly saga: Pick<SagaView, 'id' | 'status' | 'steps'>;
  readonly createdAt: string;
  readonly links: { readonly self: string; readonly cancel?: string };
}

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
    links: { self, ...(intent.status === 'PENDING' && { cancel: `${self}/cancel` }) },
  };
}

// Field by field: what the engine adds to its view some day is not shown by accident.
function stepView({ name, status, attempts, startedAt, endedAt }: SagaView['steps'][number]) {
  return {
    name,
    status,
    attempts,
    ...(startedAt !== undefined && { startedAt }),
    ...(endedAt !== undefined && { endedAt }),
  };
}
