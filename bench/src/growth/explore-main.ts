// Explores the create-order saga of the comparison with all its faults, up to a number of states.
import { type Effect, explore, type ParticipantModel } from 'saga-core/testing';
import { orderFor } from '../order/order.ts';
import { serveRequests } from '../processes/serve-requests.ts';
import { createOrderSaga } from '../systems/temporal/create-order-saga.ts';
import type { ExploreApi } from './explore-api.ts';

/** What the desk holds of one order. */
interface DeskState {
  readonly order: 'none' | 'open' | 'confirmed' | 'cancelled';
  readonly reserved: number;
  readonly charged: number;
  readonly sold: number;
}

const change =
  (changed: Partial<DeskState>, result: unknown = null) =>
  (state: DeskState): Effect<DeskState> => ({ state: { ...state, ...changed }, result });

const desk: ParticipantModel<DeskState> = {
  initial: { order: 'none', reserved: 0, charged: 0, sold: 0 },
  activities: {
    createOrder: change({ order: 'open' }, { total: 2_100 }),
    cancelOrder: change({ order: 'cancelled' }),
    reserveItems: change({ reserved: 3 }, { reservationId: 'reservation-1' }),
    releaseItems: change({ reserved: 0 }),
    chargePayment: change({ charged: 2_100 }, { paymentId: 'payment-1' }),
    refundPayment: change({ charged: 0 }),
    confirmOrder: change({ order: 'confirmed' }),
    commitItems: change({ reserved: 0, sold: 3 }),
  },
};

serveRequests<ExploreApi>(
  {
    async explore({ states: limit }) {
      const { states, transitions, exhaustive, seconds, violations } = explore(createOrderSaga(), {
        input: orderFor('order-1', 'success'),
        participants: { desk },
        invariants: {
          'a cancelled order holds nothing': ({ participants }) =>
            participants.desk.order !== 'cancelled' || participants.desk.reserved + participants.desk.charged === 0,
          'a confirmed order is paid': ({ participants }) =>
            participants.desk.order !== 'confirmed' || participants.desk.charged > 0,
        },
        limits: { states: limit },
      });
      return { states, transitions, exhaustive, seconds, violations: violations.length };
    },
  },
  async () => undefined,
);
