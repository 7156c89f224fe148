import type { AnySaga } from 'saga-core';
import type { SagaHandle } from 'saga-core/client';
import { applies, type Behaviour, type Desk, fails, refuses, waitsFor } from '../support/desk.ts';
import type { Gate } from '../support/gate.ts';
import * as sagas from './recorded-sagas.ts';

/** What a scenario is played with. */
export interface Stage {
  readonly id: string;
  readonly desk: Desk;
  readonly saga: SagaHandle<unknown>;
  /** What `waiting` of the scenario waits for. */
  readonly held: Gate;
}

/** One saga's course, to be recorded. */
export interface Scenario {
  readonly name: string;
  readonly saga: AnySaga;
  readonly input: unknown;
  /** What the desk's activities do, if not simply apply. `held` is a gate that `act` opens. */
  readonly desk?: (held: Gate) => Readonly<Record<string, readonly Behaviour[]>>;
  /** What somebody does meanwhile. */
  readonly act?: (stage: Stage) => Promise<void>;
  /** The ends of the ids of other workflows that belong to it: its children, and what unwinds them. */
  readonly others?: readonly string[];
  readonly ends: 'completed' | 'compensated';
}

const trip = { tripId: 'trip-7' };
const tour = { ...trip, insured: true, rooms: ['101', '102', '103'] };
const order = {
  orderId: 'order-7',
  customerId: 'customer-1',
  items: [{ sku: 'CHAIR', quantity: 2, unitPrice: 4_500 }],
  paymentMethod: 'pm_card',
};
const decision = { actor: 'operator', reason: 'asked the desk' };
const declined = { desk: () => ({ charge: [refuses('CARD_DECLINED')] }), ends: 'compensated' } as const;
const approve = async ({ saga }: Stage) => {
  await saga.answer('approval', { value: { approvedBy: 'desk 4' } });
};

const inAttention = async ({ saga }: Stage) => {
  while ((await saga.status()).status !== 'needsAttention') await new Promise((resolve) => setTimeout(resolve, 20));
};

/** What is recorded: every way that a saga can take, by itself. */
export const scenarios: readonly Scenario[] = [
  { name: 'trip-happy', saga: sagas.tripSaga, input: trip, ends: 'completed' },
  { name: 'trip-refused', saga: sagas.tripSaga, input: trip, ...declined },
  {
    name: 'trip-in-doubt',
    saga: sagas.tripSaga,
    input: trip,
    desk: () => ({ charge: [fails()] }),
    ends: 'compensated',
  },
  {
    name: 'trip-cancelled-in-flight',
    saga: sagas.tripSaga,
    input: trip,
    desk: (held) => ({ charge: [waitsFor(held.opened)] }),
    act: async ({ id, desk, saga, held }) => {
      await desk.hasSeen(id, 'charge');
      await saga.cancel({ detail: 'changed their mind' });
      held.open();
    },
    ends: 'compensated',
  },
  {
    name: 'trip-undo-parked-and-retried',
    saga: sagas.tripSaga,
    input: trip,
    desk: () => ({ charge: [refuses('CARD_DECLINED')], release: [refuses('LOCKED'), applies()] }),
    act: async (stage) => {
      await inAttention(stage);
      await stage.saga.resolve({ ...decision, step: 'reserveRoom', action: 'retry', argument: { tripId: 'trip-8' } });
    },
    ends: 'compensated',
  },
  {
    name: 'trip-pivot-parked-and-resolved',
    saga: sagas.tripSaga,
    input: trip,
    desk: () => ({ confirm: [fails()] }),
    act: async (stage) => {
      await inAttention(stage);
      await stage.saga.resolve({ ...decision, step: 'confirmTrip', action: 'resolvedElsewhere', outcome: 'applied' });
    },
    ends: 'completed',
  },
  {
    name: 'trip-retriable-parked-and-retried',
    saga: sagas.tripSaga,
    input: trip,
    desk: () => ({ ticket: [fails(), fails(), applies()] }),
    act: async (stage) => {
      await inAttention(stage);
      await stage.saga.resolve({ ...decision, step: 'sendTicket', action: 'retry' });
    },
    ends: 'completed',
  },
  {
    name: 'parking-trip-parked-and-cancelled',
    saga: sagas.parkingTripSaga,
    input: trip,
    desk: () => ({ charge: [fails()] }),
    act: async (stage) => {
      await inAttention(stage);
      await stage.saga.resolve({ ...decision, step: 'chargeCard', action: 'retry' });
      await inAttention(stage);
      await stage.saga.cancel();
    },
    ends: 'compensated',
  },
  {
    name: 'parking-trip-parked-and-resolved',
    saga: sagas.parkingTripSaga,
    input: trip,
    desk: () => ({ charge: [fails()] }),
    act: async (stage) => {
      await inAttention(stage);
      const result = { paymentId: 'pay-by-hand' };
      await stage.saga.resolve({
        ...decision,
        step: 'chargeCard',
        action: 'resolvedElsewhere',
        outcome: 'applied',
        result,
      });
    },
    ends: 'completed',
  },
  { name: 'hurried-trip-happy', saga: sagas.hurriedTripSaga, input: trip, ends: 'completed' },
  {
    name: 'hurried-trip-deadline',
    saga: sagas.hurriedTripSaga,
    input: trip,
    desk: (held) => ({ charge: [waitsFor(held.opened)] }),
    act: async ({ saga, held }) => {
      while ((await saga.status()).status !== 'compensating') await new Promise((resolve) => setTimeout(resolve, 20));
      held.open();
    },
    ends: 'compensated',
  },
  { name: 'tour-happy', saga: sagas.tourSaga, input: tour, act: approve, ends: 'completed' },
  {
    name: 'tour-uninsured',
    saga: sagas.tourSaga,
    input: { ...tour, insured: false },
    act: approve,
    ends: 'completed',
  },
  { name: 'tour-no-word', saga: sagas.tourSaga, input: tour, ends: 'compensated' },
  {
    name: 'tour-probed-and-refused',
    saga: sagas.tourSaga,
    input: tour,
    desk: () => ({
      charge: [fails()],
      lookup: [applies({ kind: 'applied', result: { paymentId: 'pay-9' } })],
      reserve: [applies({ room: '1' }), refuses('FULL'), applies({ room: '3' })],
    }),
    act: approve,
    ends: 'compensated',
  },
  {
    name: 'long-tour-happy',
    saga: sagas.longTourSaga,
    input: { ...tour, rooms: Array.from({ length: 25 }, (_, index) => `room-${index}`) },
    ends: 'completed',
  },
  {
    name: 'long-tour-refused',
    saga: sagas.longTourSaga,
    input: { ...tour, rooms: Array.from({ length: 25 }, (_, index) => `room-${index}`) },
    ...declined,
  },
  { name: 'parent-happy', saga: sagas.parentSaga, input: trip, others: ['/bookRoom'], ends: 'completed' },
  {
    name: 'parent-refused',
    saga: sagas.parentSaga,
    input: trip,
    others: ['/bookRoom', '/bookRoom/unwind'],
    ...declined,
  },
  { name: 'adaptive-trip-happy', saga: sagas.adaptiveTripSaga, input: trip, ends: 'completed' },
  { name: 'adaptive-trip-refused', saga: sagas.adaptiveTripSaga, input: trip, ...declined },
  {
    name: 'adaptive-trip-in-doubt',
    saga: sagas.adaptiveTripSaga,
    input: trip,
    desk: () => ({ charge: [fails()] }),
    ends: 'compensated',
  },
  {
    name: 'adaptive-trip-tried-again',
    saga: sagas.adaptiveTripSaga,
    input: trip,
    desk: () => ({ open: [applies(), fails(), fails(), applies()], confirm: [fails(), applies()] }),
    ends: 'completed',
  },
  {
    name: 'adaptive-trip-cancelled-in-flight',
    saga: sagas.adaptiveTripSaga,
    input: trip,
    desk: (held) => ({ charge: [waitsFor(held.opened)] }),
    act: async ({ id, desk, saga, held }) => {
      await desk.hasSeen(id, 'charge');
      // It is told of the cancel once its local try has taken too long.
      await saga.cancel({ detail: 'changed their mind' });
      held.open();
    },
    ends: 'compensated',
  },
  {
    name: 'adaptive-trip-undo-parked-and-retried',
    saga: sagas.adaptiveTripSaga,
    input: trip,
    desk: () => ({ confirm: [refuses('SOLD_OUT')], release: [refuses('LOCKED'), applies()] }),
    act: async (stage) => {
      await inAttention(stage);
      await stage.saga.resolve({ ...decision, step: 'reserveRoom', action: 'retry' });
    },
    ends: 'compensated',
  },
  { name: 'create-order-happy', saga: sagas.createOrderBefore, input: order, ends: 'completed' },
  { name: 'create-order-refused', saga: sagas.createOrderBefore, input: order, ...declined },
  { name: 'adaptive-order-happy', saga: sagas.createOrder, input: order, ends: 'completed' },
  { name: 'adaptive-order-refused', saga: sagas.createOrder, input: order, ...declined },
];

/** An id that is the same in every recording of a scenario. */
export function idOf({ name }: Scenario): string {
  return `recorded-${name}`;
}
