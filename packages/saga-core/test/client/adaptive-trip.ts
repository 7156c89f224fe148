import { type FenceAnswer, participant, saga } from 'saga-core';
import type { SagaCall } from 'saga-core/activity';
import { type Booking, type DeskActivities, patient, quick } from '../support/booking-sagas.ts';

/** The desk's activities; by `recall` its pivot is fenced. */
type FencedDesk = Omit<DeskActivities, 'recall'> & {
  recall(argument: unknown, call: SagaCall): Promise<FenceAnswer<void>>;
};

const desk = participant<FencedDesk>('desk', { barrier: true });

/** As create-order: three steps, a pivot and a step after it, all of them in one batch. */
export const adaptiveTripSaga = saga<Booking>('adaptiveTrip', { execution: 'adaptive' })
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
      compensate: desk.release(({ outcome, results }) => ({ outcome, opened: results.openTrip ?? null })),
      ...quick,
      compensation: patient,
    },
  )
  .step(
    'chargeCard',
    desk.charge(({ results }) => ({ room: results.reserveRoom.room })),
    {
      compensate: desk.refund(({ outcome, runKey }) =>
        outcome.kind === 'applied' ? { paymentId: outcome.result.paymentId } : { chargeKey: runKey },
      ),
      ...quick,
      compensation: patient,
    },
  )
  .pivot(
    'confirmTrip',
    desk.confirm(({ input }) => input),
    { fence: desk.recall(({ input }) => input), ...patient },
  )
  .retriable(
    'sendTicket',
    desk.ticket(({ input }) => input),
    patient,
  )
  .returns(({ results }) => ({ paymentId: results.chargeCard.paymentId, ticket: results.sendTicket.ticket }));
