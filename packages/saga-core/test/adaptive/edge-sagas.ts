import { nothing, participant, type SagaOptions, saga } from 'saga-core';
import { type Booking, type DeskActivities, patient, quick } from '../support/booking-sagas.ts';

const desk = participant<DeskActivities>('desk', { barrier: true });
// Longer than a worker is away in a test, on a slow machine as well.
const slow = { ...quick, timeout: '60s', attemptTimeout: '30s' } as const;
const compensation = { ...patient, parkAfter: '60s' } as const;

/** One step, tried locally, and then the pivot, which is not, and stops the deadline. */
export const deadlineSaga = saga<Booking>('edgeDeadline', { deadline: '60s' })
  .step(
    'openTrip',
    desk.open(({ input }) => input),
    { compensate: desk.close(({ input }) => input), ...slow, compensation },
  )
  .pivot(
    'confirmTrip',
    desk.confirm(({ input }) => input),
    { ...compensation, attemptTimeout: '30s' },
  )
  .returns(() => 'done');

const cargo = () => 'x'.repeat(1_600_000);

/** Two undos that don't fit one message together, tried locally beside each other. */
export const heavyUndoSaga = saga<Booking>('edgeHeavyUndo', { unwind: 'parallel' })
  .step(
    'openTrip',
    desk.open(({ input }) => input),
    { compensate: desk.close(cargo), ...slow, compensation },
  )
  .step(
    'openAnother',
    desk.open(({ input }) => input),
    { compensate: desk.close(cargo), ...slow, compensation },
  )
  .step(
    'reserveRoom',
    desk.reserve(({ input }) => input),
    { compensate: nothing, ...slow, execution: 'activity' },
  )
  .returns(() => 'done');

/** Two steps and a pivot that can be fenced, all in one batch. */
export const fencedSaga = saga<Booking>('edgeFenced')
  .step(
    'openTrip',
    desk.open(({ input }) => input),
    { compensate: desk.close(({ input }) => input), ...slow, compensation },
  )
  .step(
    'reserveRoom',
    desk.reserve(({ input }) => input),
    { compensate: desk.release(({ input }) => input), ...slow, compensation },
  )
  .pivot(
    'confirmTrip',
    desk.confirm(({ input }) => input),
    { ...compensation, fence: desk.fenceConfirm(({ input }) => input) },
  )
  .returns(() => 'done');

/** Steps that leave nothing to undo. */
export const freeSaga = saga<Booking>('edgeFree', { execution: 'activity' })
  .step(
    'chargeCard',
    desk.charge(({ input }) => input),
    { compensate: nothing, ...slow },
  )
  .step(
    'openTrip',
    desk.open(({ input }) => input),
    { compensate: nothing, ...slow },
  )
  .step(
    'reserveRoom',
    desk.reserve(({ input }) => input),
    { compensate: nothing, ...slow },
  )
  .returns(() => 'done');

const answered = (name: string, options: SagaOptions = {}) =>
  saga<Booking>(name, options)
    .step(
      'openTrip',
      desk.open(({ input }) => input),
      { compensate: desk.close(({ input }) => input), ...slow, compensation },
    )
    .step(
      'reserveRoom',
      desk.reserve(({ input }) => input),
      { compensate: desk.release(({ input }) => input), ...slow, compensation, execution: 'activity' },
    )
    .step(
      'chargeCard',
      desk.charge(({ input }) => input),
      { compensate: desk.refund(({ outcome, runKey }) => ({ outcome, runKey })), ...slow, compensation },
    )
    .pivot(
      'confirmTrip',
      desk.confirm(({ input }) => input),
      { ...compensation, fence: desk.fenceConfirm(({ input }) => input) },
    )
    .returns(() => 'done');

/** A step that is not tried locally, and after its answer a batch with the pivot in it. */
export const answeredSaga = answered('edgeAnswered');
/** The same, whose deadline passes while a test keeps all workers away. */
export const answeredInTimeSaga = answered('edgeAnsweredInTime', { deadline: '6s' });

/** Two calls after the pivot, one after the other. */
export const ticketsSaga = saga<Booking>('edgeTickets', { execution: 'activity' })
  .pivot(
    'confirmTrip',
    desk.confirm(({ input }) => input),
    compensation,
  )
  .retriable(
    'sendTicket',
    desk.ticket(({ input }) => input),
    compensation,
  )
  .retriable(
    'sendInvoice',
    desk.ticket(({ input }) => input),
    compensation,
  )
  .returns(() => 'done');
