import type { SagaView } from 'saga-core/client';
import type { OrderFailure } from '../../saga/order-ending.ts';
import type { ShippingAddress } from './place-order-body.ts';
import type { PricedLine } from './priced-order.ts';

export const orderStatuses = ['PENDING', 'CONFIRMED', 'CANCELLED', 'FAILED'] as const;
export type OrderStatus = (typeof orderStatuses)[number];

/** What a customer asked for, priced, before anything happened with it. */
export interface NewOrderIntent {
  readonly orderId: string;
  readonly customerId: string;
  readonly idempotencyKey: string;
  readonly requestFingerprint: string;
  readonly lines: readonly PricedLine[];
  /** In cents, the sum of the lines. */
  readonly total: number;
  readonly currency: string;
  readonly paymentMethod: string;
  readonly shippingAddress?: ShippingAddress;
}

/** An accepted order as this API's own table has it. */
export interface OrderIntent extends NewOrderIntent {
  readonly status: OrderStatus;
  readonly failure?: OrderFailure;
  /** The saga as it was last seen. */
  readonly saga?: SagaView;
  /** Whether `saga` was seen after its end, so that nobody need ask again. */
  readonly sagaFinal: boolean;
  /** Raised with each change that its customer can see. */
  readonly version: number;
  readonly startedAt?: Date;
  readonly cancelRequestedAt?: Date;
  readonly createdAt: Date;
}

/** A row of the table `order_intents`, as `pg` gives it. */
export interface OrderIntentRow {
  readonly order_id: string;
  readonly customer_id: string;
  readonly idempotency_key: string;
  readonly request_fingerprint: string;
  readonly lines: readonly PricedLine[];
  readonly total: string;
  readonly currency: string;
  readonly payment_method: string;
  readonly shipping_address: ShippingAddress | null;
  readonly status: OrderStatus;
  readonly failure: OrderFailure | null;
  readonly saga: SagaView | null;
  readonly saga_final: boolean;
  readonly version: number;
  readonly started_at: Date | null;
  readonly cancel_requested_at: Date | null;
  readonly created_at: Date;
}

export function orderIntentOf(row: OrderIntentRow): OrderIntent {
  return {
    orderId: row.order_id,
    customerId: row.customer_id,
    idempotencyKey: row.idempotency_key,
    requestFingerprint: row.request_fingerprint,
    lines: row.lines,
    // A bigint arrives as text; a total is a safe integer, as pricing saw to it.
    total: Number(row.total),
    currency: row.currency,
    paymentMethod: row.payment_method,
    ...(row.shipping_address !== null && { shippingAddress: row.shipping_address }),
    status: row.status,
    ...(row.failure !== null && { failure: row.failure }),
    ...(row.saga !== null && { saga: row.saga }),
    sagaFinal: row.saga_final,
    version: row.version,
    ...(row.started_at !== null && { startedAt: row.started_at }),
    ...(row.cancel_requested_at !== null && { cancelRequestedAt: row.cancel_requested_at }),
    createdAt: row.created_at,
  };
}
