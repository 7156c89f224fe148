import {
  type Duration,
  type Execution,
  type FenceAnswer,
  nothing,
  type OnDoubt,
  type ProbeAnswer,
  participant,
  type SagaOptions,
  saga,
} from 'saga-core';
import type { SagaCall } from 'saga-core/activity';

/** What the tests' booking sagas are started with. */
export interface Booking {
  readonly tripId: string;
}

type Effect<Result = void> = (argument: unknown, call: SagaCall) => Promise<Result>;

/** One participant for all steps: the tests script what it does. */
export interface DeskActivities {
  open: Effect;
  close: Effect;
  reserve: Effect<{ room: string }>;
  release: Effect;
  charge: Effect<{ paymentId: string }>;
  refund: Effect;
  confirm: Effect;
  ticket: Effect<{ ticket: string }>;
  lookup: Effect<ProbeAnswer<{ paymentId: string }>>;
  recall: Effect<ProbeAnswer<void>>;
  fenceConfirm: Effect<FenceAnswer<void>>;
}

const desk = participant<DeskActivities>('desk', { barrier: true });

/** Short times, so that a test of patience does not need much itself; long enough for a machine that does other things too. */
export const quick = {
  timeout: '3s',
  attemptTimeout: '1s',
  retry: { initialInterval: '20ms', maximumInterval: '40ms' },
} as const;
/** The same for what must succeed. */
export const patient = { parkAfter: '3s', attemptTimeout: '1s', retry: quick.retry } as const;

interface Variation {
  readonly options?: SagaOptions;
  readonly onDoubt?: OnDoubt;
  readonly chargeTimeout?: Duration;
}

function upToPivot(name: string, { options = {}, onDoubt = 'unwind', chargeTimeout = quick.timeout }: Variation = {}) {
  return saga<Booking>(name, options)
    .step(
      'openTrip',
      desk.open(({ input }) => input),
      {
        compensate: desk.close(({ input, cause }) => ({ ...input, cause })),
        compensateLast: true,
        ...quick,
        compensation: patient,
      },
    )
    .step(
      'reserveRoom',
      desk.reserve(({ input }) => input),
      {
        compensate: desk.release(({ input, results }) => ({ ...input, results })),
        ...quick,
        compensation: patient,
      },
    )
    .step(
      'readWeather',
      desk.open(({ input }) => input),
      { compensate: nothing, ...quick },
    )
    .step(
      'chargeCard',
      desk.charge(({ results }) => ({ room: results.reserveRoom.room })),
      {
        compensate: desk.refund(({ outcome, runKey }) =>
          outcome.kind === 'applied' ? { paymentId: outcome.result.paymentId } : { chargeKey: runKey },
        ),
        onDoubt,
        ...quick,
        timeout: chargeTimeout,
        compensation: patient,
      },
    );
}

function bookingsOf(execution: Execution) {
  const options = { execution };
  const name = (plain: string) =>
    execution === 'activity' ? plain : `adaptive${plain.charAt(0).toUpperCase()}${plain.slice(1)}`;

  // Steps, pivot and a retriable step.
  const bookingSaga = upToPivot(name('booking'), { options })
    .pivot(
      'confirmTrip',
      desk.confirm(({ input }) => input),
      patient,
    )
    .retriable(
      'sendTicket',
      desk.ticket(({ input }) => input),
      patient,
    )
    .returns(({ results }) => ({ paymentId: results.chargeCard.paymentId, ticket: results.sendTicket.ticket }));

  // The same, with its undos all at once.
  const parallelBookingSaga = upToPivot(name('parallelBooking'), {
    options: { ...options, unwind: 'parallel' },
  }).returns(() => 'booked');

  // A charge in doubt waits for a person.
  const parkingBookingSaga = upToPivot(name('parkingBooking'), { options, onDoubt: 'park' })
    .pivot(
      'confirmTrip',
      desk.confirm(({ input }) => input),
      patient,
    )
    .returns(({ results }) => results.chargeCard.paymentId);

  // It must reach its pivot within four seconds.
  const hurriedBookingSaga = upToPivot(name('hurriedBooking'), {
    options: { ...options, deadline: '4s' },
    chargeTimeout: '20s',
  })
    .pivot(
      'confirmTrip',
      desk.confirm(({ input }) => input),
      { ...patient, parkAfter: '20s', attemptTimeout: '10s' },
    )
    .returns(() => 'booked');

  return { bookingSaga, parallelBookingSaga, parkingBookingSaga, hurriedBookingSaga };
}

/** The bookings, their calls tried locally first or never. */
export const bookings = { activity: bookingsOf('activity'), adaptive: bookingsOf('adaptive') } as const;

export const { bookingSaga, parallelBookingSaga, parkingBookingSaga, hurriedBookingSaga } = bookings.activity;
