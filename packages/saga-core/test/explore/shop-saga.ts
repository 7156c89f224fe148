import { type Execution, type FenceAnswer, participant, saga } from 'saga-core';
import { type Invariants, participantModel } from 'saga-core/testing';

interface OrderActivities {
  open(argument: { orderId: string }): Promise<{ total: number }>;
  close(argument: { orderId: string; cause: string }): Promise<void>;
  confirm(argument: { orderId: string }): Promise<void>;
  ship(argument: { orderId: string }): Promise<void>;
  fence(argument: { orderId: string }): Promise<FenceAnswer<void>>;
}

interface PaymentActivities {
  charge(argument: { amount: number }): Promise<{ paymentId: string }>;
  refund(argument: { paymentId: string } | { chargeKey: string }): Promise<void>;
}

const orders = participant<OrderActivities>('order', { barrier: true });
const payments = participant<PaymentActivities>('payment', { barrier: true });

/** The smallest saga that has all there is: an undo that comes last, money, a point of no return and a step after it. */
const shop = (execution: Execution) =>
  saga<{ orderId: string }>('shop', { execution })
    .step(
      'openOrder',
      orders.open(({ input }) => input),
      { compensate: orders.close(({ input, cause }) => ({ ...input, cause: cause.kind })), compensateLast: true },
    )
    .step(
      'charge',
      payments.charge(({ results }) => ({ amount: results.openOrder.total })),
      {
        compensate: payments.refund(({ outcome, runKey }) =>
          outcome.kind === 'applied' ? { paymentId: outcome.result.paymentId } : { chargeKey: runKey },
        ),
      },
    )
    .pivot(
      'confirm',
      orders.confirm(({ input }) => input),
      { fence: orders.fence(({ input }) => input) },
    )
    .retriable(
      'ship',
      orders.ship(({ input }) => input),
    )
    .returns(({ results }) => results.charge.paymentId);

export const shopSaga = shop('activity');
export const adaptiveShopSaga = shop('adaptive');

export const shopInput = { orderId: 'order-1' };

interface OrderState {
  readonly status: 'NONE' | 'OPEN' | 'CONFIRMED' | 'CLOSED';
  readonly shipped: number;
  /** Why it was closed. */
  readonly why?: string;
}

interface PaymentState {
  readonly charges: number;
  readonly charged: number;
  readonly refunded: number;
}

const total = 100;

export const shopParticipants = {
  order: participantModel<OrderActivities, OrderState>({
    initial: { status: 'NONE', shipped: 0 },
    activities: {
      open: (state) => ({ state: { ...state, status: 'OPEN' }, result: { total } }),
      close: (state, { cause }) => ({ state: { ...state, status: 'CLOSED', why: cause } }),
      confirm: (state) => ({ state: { ...state, status: 'CONFIRMED' } }),
      ship: (state) => ({ state: { ...state, shipped: state.shipped + 1 } }),
    },
  }),
  payment: participantModel<PaymentActivities, PaymentState>({
    initial: { charges: 0, charged: 0, refunded: 0 },
    activities: {
      charge: (state, { amount }) => ({
        state: { ...state, charges: state.charges + 1, charged: state.charged + amount },
        result: { paymentId: 'payment-1' },
      }),
      refund: (state) => ({ state: { ...state, refunded: state.refunded + total } }),
    },
  }),
};

interface Services {
  readonly order: OrderState;
  readonly payment: PaymentState;
}

const held = ({ payment }: Services) => payment.charged - payment.refunded;

export const shopPromises: Invariants<Services> = {
  'an order is charged at most once': ({ participants: { payment } }) => payment.charges <= 1,
  'refunded is never more than charged': ({ participants: { payment } }) => payment.refunded <= payment.charged,
  'an order is shipped at most once, and only when confirmed': ({ participants: { order } }) =>
    order.shipped === 0 || (order.shipped === 1 && order.status === 'CONFIRMED'),
  'a confirmed order is paid, once and in full': ({ participants }) =>
    participants.order.status !== 'CONFIRMED' || held(participants) === total,
  'a closed order holds no money': ({ participants }) =>
    participants.order.status !== 'CLOSED' || held(participants) === 0,
  'an order that has ended never changes again': (now, before) =>
    !['CONFIRMED', 'CLOSED'].includes(before.participants.order.status) ||
    before.participants.order.status === now.participants.order.status,
  'nothing happens after an order was closed': (now, before) =>
    before.participants.order.status !== 'CLOSED' ||
    JSON.stringify(now.participants) === JSON.stringify(before.participants),
  'a completed saga leaves a confirmed order that is shipped': ({ saga: { status }, participants: { order } }) =>
    status !== 'completed' || (order.status === 'CONFIRMED' && order.shipped === 1),
  'a compensated saga leaves no money behind, and no open order': ({ saga: { status }, participants }) =>
    status !== 'compensated' || (held(participants) === 0 && ['NONE', 'CLOSED'].includes(participants.order.status)),
  'a closed order says why the saga was unwound': ({ saga: { status, cause }, participants: { order } }) =>
    status !== 'compensated' || order.status !== 'CLOSED' || order.why === cause?.kind,
};
