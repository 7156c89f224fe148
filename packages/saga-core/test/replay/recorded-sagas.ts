// The sagas whose histories are recorded. They stand apart from those of the other tests, so that those can change: whoever
// changes one of these, a function of it too, must record its histories anew (`record.ts`), which is what the test is for.
import { type FenceAnswer, nothing, type ProbeAnswer, participant, type SagaOptions, saga, word } from 'saga-core';
import type { SagaCall } from 'saga-core/activity';
import { createOrderSaga } from '../../../../examples/order-service/src/saga/index.ts';
import { asActivities } from '../../src/cli/file/as-activities.ts';
import { stepsOf } from '../../src/definition/flow.ts';

export interface Trip {
  readonly tripId: string;
}

export interface Tour extends Trip {
  readonly insured: boolean;
  readonly rooms: readonly string[];
}

type Effect<Result = void> = (argument: unknown, call: SagaCall) => Promise<Result>;

/** What the sagas call: the tests' desk. */
interface Desk {
  open: Effect;
  close: Effect;
  reserve: Effect<{ room: string }>;
  release: Effect;
  charge: Effect<{ paymentId: string }>;
  refund: Effect;
  confirm: Effect;
  ticket: Effect<{ ticket: string }>;
  lookup: Effect<ProbeAnswer<{ paymentId: string }>>;
  fenceConfirm: Effect<FenceAnswer<void>>;
}

const desk = participant<Desk>('desk', { barrier: true });

// A call that fails twice is in doubt, or parked: so a history is short, and ends the same way every time it is recorded.
const twice = { retry: { initialInterval: '20ms', maximumAttempts: 2 } } as const;
const undo = { compensation: twice } as const;
// Said outright: what is recorded must not become another thing when the default does.
const explicit = { version: 1, execution: 'activity' } as const satisfies SagaOptions;

const upToPivot = (name: string, options: SagaOptions = {}, onDoubt: 'unwind' | 'park' = 'unwind') =>
  saga<Trip>(name, { ...explicit, ...options })
    .step(
      'openTrip',
      desk.open(({ input }) => input),
      {
        compensate: desk.close(({ input, cause }) => ({ ...input, cause: cause.kind })),
        compensateLast: true,
        ...twice,
        ...undo,
      },
    )
    .step(
      'reserveRoom',
      desk.reserve(({ input }) => input),
      { compensate: desk.release(({ input, outcome }) => ({ ...input, outcome: outcome.kind })), ...twice, ...undo },
    )
    .step(
      'readWeather',
      desk.open(({ input }) => input),
      { compensate: nothing, ...twice },
    )
    .step(
      'chargeCard',
      desk.charge(({ results }) => ({ room: results.reserveRoom.room })),
      {
        compensate: desk.refund(({ outcome, runKey }) =>
          outcome.kind === 'applied' ? { paymentId: outcome.result.paymentId } : { chargeKey: runKey },
        ),
        onDoubt,
        ...twice,
        ...undo,
      },
    )
    .pivot(
      'confirmTrip',
      desk.confirm(({ input }) => input),
      twice,
    )
    .retriable(
      'sendTicket',
      desk.ticket(({ results }) => ({ paymentId: results.chargeCard.paymentId })),
      twice,
    )
    .returns(({ results }) => ({ paymentId: results.chargeCard.paymentId, ticket: results.sendTicket.ticket }));

export const tripSaga = upToPivot('trip');
export const hurriedTripSaga = upToPivot('hurriedTrip', { deadline: '2s', unwind: 'parallel' });
export const parkingTripSaga = upToPivot('parkingTrip', {}, 'park');

/** Branches, a condition, a list, a word and a probe. */
export const tourSaga = saga<Tour>('tour', explicit)
  .parallel((siblings) =>
    siblings
      .step(
        'openTrip',
        desk.open(({ input }) => ({ tripId: input.tripId })),
        { compensate: desk.close(({ input }) => ({ tripId: input.tripId })), compensateLast: true, ...twice, ...undo },
      )
      .branch((branch) =>
        branch.waitFor('approval', { timeout: '2s', word: word<{ approvedBy: string }>() }).step(
          'readPrice',
          desk.open(({ results }) => ({ approvedBy: results.approval.approvedBy })),
          { compensate: nothing, ...twice },
        ),
      ),
  )
  .when(
    ({ input }) => input.insured,
    (then) =>
      then.step(
        'insure',
        desk.charge(({ input }) => ({ insurance: input.tripId })),
        {
          compensate: desk.refund(({ outcome }) => ({ outcome: outcome.kind })),
          probe: desk.lookup(({ runKey }) => ({ key: runKey })),
          ...twice,
          ...undo,
        },
      ),
  )
  .forEach(
    ({ input }) => input.rooms,
    { key: (room) => room, concurrency: 2 },
    (each) =>
      each.step(
        'reserveRoom',
        desk.reserve(({ item, results }) => ({ room: item, insured: results.insure !== undefined })),
        { compensate: desk.release(({ item }) => ({ room: item })), ...twice, ...undo },
      ),
  )
  .pivot(
    'confirmTour',
    desk.confirm(({ results }) => ({ rooms: Object.keys(results.reserveRoom) })),
    twice,
  )
  .returns(({ results }) => Object.keys(results.reserveRoom));

/** So many rooms that Temporal suggests a new run in between. */
export const longTourSaga = saga<Tour>('longTour', explicit)
  .forEach(
    ({ input }) => input.rooms,
    { key: (room) => room, concurrency: 4 },
    (each) =>
      each.step(
        'reserveRoom',
        desk.reserve(({ item }) => ({ room: item })),
        { compensate: desk.release(({ item }) => ({ room: item })), ...twice, ...undo },
      ),
  )
  .step(
    'chargeCard',
    desk.charge(({ results }) => ({ rooms: Object.keys(results.reserveRoom).length })),
    { compensate: nothing, ...twice },
  )
  .returns(({ results }) => Object.keys(results.reserveRoom).length);

/** A child, which can be undone after it has completed. */
export const roomSaga = saga<Trip>('room', explicit)
  .step(
    'reserveRoom',
    desk.reserve(({ input }) => input),
    { compensate: desk.release(({ input, cause }) => ({ ...input, cause: cause.kind })), ...twice, ...undo },
  )
  .returns(({ results }) => results.reserveRoom.room);

export const parentSaga = saga<Trip>('parent', explicit)
  .saga('bookRoom', roomSaga, ({ input }) => ({ tripId: `${input.tripId}-room` }))
  .step(
    'chargeCard',
    desk.charge(({ results }) => ({ room: results.bookRoom })),
    { compensate: desk.refund(({ outcome }) => ({ outcome: outcome.kind })), ...twice, ...undo },
  )
  .pivot(
    'confirmTrip',
    desk.confirm(({ input }) => input),
    twice,
  )
  .returns(({ results }) => results.bookRoom);

// A call that has a number of tries is never tried locally.
const soon = { attemptTimeout: '1s', retry: { initialInterval: '20ms', maximumInterval: '40ms' } } as const;

/** Two batches: what comes after a normal activity ends with a pivot that can be fenced. */
export const adaptiveTripSaga = saga<Trip>('adaptiveTrip', {
  version: 1,
  execution: 'adaptive',
  defaults: { step: { ...soon, timeout: '2s' }, mustSucceed: { ...soon, parkAfter: '2s' } },
})
  .step(
    'openTrip',
    desk.open(({ input }) => input),
    { compensate: desk.close(({ input, cause }) => ({ ...input, cause: cause.kind })), compensateLast: true },
  )
  .step(
    'readPrice',
    desk.open(({ input }) => input),
    { compensate: nothing, execution: 'activity' },
  )
  .step(
    'reserveRoom',
    desk.reserve(({ input }) => input),
    { compensate: desk.release(({ input, outcome }) => ({ ...input, outcome: outcome.kind })) },
  )
  .step(
    'chargeCard',
    desk.charge(({ results }) => ({ room: results.reserveRoom.room })),
    {
      compensate: desk.refund(({ outcome, runKey }) =>
        outcome.kind === 'applied' ? { paymentId: outcome.result.paymentId } : { chargeKey: runKey },
      ),
    },
  )
  .pivot(
    'confirmTrip',
    desk.confirm(({ input }) => input),
    { fence: desk.fenceConfirm(({ input }) => input) },
  )
  .retriable(
    'sendTicket',
    desk.ticket(({ results }) => ({ paymentId: results.chargeCard.paymentId })),
  )
  .returns(({ results }) => ({ paymentId: results.chargeCard.paymentId, ticket: results.sendTicket.ticket }));

/** The example's own saga, functions and all. */
export const createOrder = createOrderSaga;

/** The same as it was when no call was tried locally and nothing fenced yet: such sagas go on beside the others. */
export const createOrderBefore = withoutFence(asActivities(createOrderSaga));

function withoutFence(definition: typeof createOrderSaga): typeof createOrderSaga {
  const flow = definition.flow.map((node) => {
    if (node.kind !== 'pivot' || node.run.kind !== 'call') return node;
    const { fence: _fence, ...run } = node.run;
    return { ...node, run };
  });
  return Object.freeze({ ...definition, flow, steps: stepsOf(flow) });
}
