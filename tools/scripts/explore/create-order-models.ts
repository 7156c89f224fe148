import type { InventoryActivities, OrderActivities, PaymentActivities } from '@saga/activities';
import type { CreateOrderInput } from '@saga/order-service/saga';
import { participantModel } from 'saga-core/testing';

/** The order that is explored. What it costs and how much of it there is plays no part in what can happen. */
export const input: CreateOrderInput = {
  orderId: 'order-1',
  customerId: 'customer-1',
  items: [{ sku: 'sku-a', quantity: 2, unitPrice: 50 }],
  paymentMethod: 'pm_ok',
};

/** What it costs, in cents. */
export const total = 100;

/** How much of it is ordered. */
export const quantity = 2;

export interface OrderState {
  readonly status: 'NONE' | 'PENDING' | 'CONFIRMED' | 'CANCELLED' | 'FAILED';
}

export interface InventoryState {
  readonly reserved: number;
  readonly sold: number;
}

export interface PaymentState {
  readonly charges: number;
  readonly charged: number;
  readonly refunded: number;
}

// The services' own second lines of defence are left out on purpose: a unique order id, a check that nothing is refunded twice.
// What is explored is whether the engine and the barrier alone are enough.

const order = participantModel<OrderActivities, OrderState>({
  initial: { status: 'NONE' },
  activities: {
    create: () => ({ state: { status: 'PENDING' }, result: { total } }),
    confirm: () => ({ state: { status: 'CONFIRMED' } }),
    cancel: (_state, { cause }) => ({ state: { status: cause.kind === 'cancelled' ? 'CANCELLED' : 'FAILED' } }),
  },
});

const inventory = participantModel<InventoryActivities, InventoryState>({
  initial: { reserved: 0, sold: 0 },
  activities: {
    reserve: (state) => ({
      state: { ...state, reserved: state.reserved + quantity },
      result: { reservationId: 'reservation-1' },
    }),
    release: (state) => ({ state: { ...state, reserved: state.reserved - quantity } }),
    commit: (state) => ({ state: { reserved: state.reserved - quantity, sold: state.sold + quantity } }),
  },
});

const payment = participantModel<PaymentActivities, PaymentState>({
  initial: { charges: 0, charged: 0, refunded: 0 },
  activities: {
    charge: (state, { amount }) => ({
      state: { ...state, charges: state.charges + 1, charged: state.charged + amount },
      result: { paymentId: 'payment-1' },
    }),
    refund: (state) => ({ state: { ...state, refunded: state.refunded + total } }),
  },
});

/** The three services, as far as their ledgers show them. */
export const participants = { order, inventory, payment };
