import { nothing, participant, saga, word } from 'saga-core';
import { type Booking, type DeskActivities, patient, quick } from './booking-sagas.ts';

const desk = participant<DeskActivities>('desk', { barrier: true });

/** Two siblings, one of them a branch of two steps, then the pivot and two steps that run at the same time after it. */
export const parallelSaga = saga<Booking>('parallelTrip', { execution: 'activity' })
  .step(
    'openTrip',
    desk.open(({ input }) => input),
    { compensate: desk.close(({ input }) => input), compensateLast: true, ...quick, compensation: patient },
  )
  .parallel((siblings) =>
    siblings
      .step(
        'reserveRoom',
        desk.reserve(({ input }) => input),
        { compensate: desk.release(({ input }) => input), ...quick, compensation: patient },
      )
      .branch((branch) =>
        branch
          .step(
            'readPrice',
            desk.open(({ input }) => input),
            { compensate: nothing, ...quick },
          )
          .step(
            'chargeCard',
            desk.charge(({ input }) => input),
            {
              compensate: desk.refund(({ outcome, runKey }) => ({ outcome, runKey })),
              ...quick,
              compensation: patient,
            },
          ),
      ),
  )
  .pivot(
    'confirmTrip',
    desk.confirm(({ results }) => ({ room: results.reserveRoom.room, paymentId: results.chargeCard.paymentId })),
    patient,
  )
  .parallel((siblings) =>
    siblings
      .retriable(
        'sendTicket',
        desk.ticket(({ input }) => input),
        patient,
      )
      .retriable(
        'sendInvoice',
        desk.ticket(({ input }) => input),
        patient,
      ),
  )
  .returns(({ results }) => ({ ticket: results.sendTicket.ticket, invoice: results.sendInvoice.ticket }));

interface Heavy extends Booking {
  readonly size: number;
}
const cargo = ({ input }: { readonly input: Heavy }) => 'x'.repeat(input.size);
const unloaded = { compensate: desk.release(cargo), ...quick, timeout: '20s', compensation: patient } as const;

/** Siblings whose arguments are too much for one message of Temporal's together, and so are those of their undos. */
export const heavySaga = saga<Heavy>('heavyTrip', { unwind: 'parallel' })
  .parallel((siblings) =>
    siblings
      .step('first', desk.reserve(cargo), unloaded)
      .step('second', desk.reserve(cargo), unloaded)
      .step('third', desk.reserve(cargo), unloaded),
  )
  .pivot(
    'confirmTrip',
    desk.confirm(({ input }) => ({ tripId: input.tripId })),
    patient,
  )
  .returns(({ results }) => results.third.room);

/** What a tour is started with. */
export interface Tour extends Booking {
  readonly insured: boolean;
  readonly rooms: readonly string[];
}

/** A condition, and a list whose every item is reserved and can be released. */
export const tourSaga = saga<Tour>('tour', { execution: 'activity' })
  .when(
    ({ input }) => input.insured,
    (then) =>
      then.step(
        'insure',
        desk.charge(({ input }) => input),
        { compensate: desk.refund(({ outcome }) => outcome), ...quick, compensation: patient },
      ),
  )
  .forEach(
    ({ input }) => input.rooms,
    { key: (room) => room, concurrency: 10 },
    (each) =>
      each.step(
        'reserveRoom',
        desk.reserve(({ item, itemKey, results }) => ({ item, itemKey, insured: results.insure?.paymentId ?? null })),
        {
          compensate: desk.release(({ item, outcome }) => ({ item, outcome: outcome.kind })),
          ...quick,
          compensation: patient,
        },
      ),
  )
  .pivot(
    'confirmTour',
    desk.confirm(({ results }) => ({ rooms: Object.keys(results.reserveRoom), insured: results.insure !== undefined })),
    patient,
  )
  .returns(({ results }) => Object.keys(results.reserveRoom));

/** The same rooms one after the other, with a last step that can be refused. */
export const longTourSaga = saga<Tour>('longTour')
  .step(
    'openTrip',
    desk.open(({ input }) => ({ tripId: input.tripId })),
    {
      compensate: desk.close(({ input }) => ({ tripId: input.tripId })),
      compensateLast: true,
      ...quick,
      compensation: patient,
    },
  )
  .forEach(
    ({ input }) => input.rooms,
    { key: (room) => room, concurrency: 8 },
    (each) =>
      each.step(
        'reserveRoom',
        desk.reserve(({ item }) => ({ item })),
        { compensate: desk.release(({ item }) => ({ item })), ...quick, timeout: '30s', compensation: patient },
      ),
  )
  .step(
    'chargeCard',
    desk.charge(({ results }) => ({ rooms: Object.keys(results.reserveRoom).length })),
    { compensate: desk.refund(({ outcome }) => outcome), ...quick, compensation: patient },
  )
  .returns(({ results }) => Object.keys(results.reserveRoom).length);

/** While its rooms are reserved it waits for a word: a timer that outlives a run of its workflow. */
export const overseenTourSaga = saga<Tour>('overseenTour')
  .parallel((siblings) =>
    siblings.waitFor('approval', { timeout: '6s', word: word<Approval>() }).branch((branch) =>
      branch.forEach(
        ({ input }) => input.rooms,
        { key: (room) => room },
        (each) =>
          each.step(
            'reserveRoom',
            desk.reserve(({ item }) => ({ item })),
            { compensate: desk.release(({ item }) => ({ item })), ...quick, compensation: patient },
          ),
      ),
    ),
  )
  .returns(({ results }) => results.approval.approvedBy);

/** What a person or another system says of a trip. */
export interface Approval {
  readonly approvedBy: string;
}

/** It waits for a person's word before it charges. */
export const approvedSaga = saga<Booking>('approvedTrip')
  .step(
    'reserveRoom',
    desk.reserve(({ input }) => input),
    { compensate: desk.release(({ input }) => input), ...quick, compensation: patient },
  )
  .waitFor('approval', { timeout: '4s', word: word<Approval>() })
  .step(
    'chargeCard',
    desk.charge(({ results }) => ({ approvedBy: results.approval.approvedBy })),
    { compensate: desk.refund(({ outcome }) => outcome), ...quick, compensation: patient },
  )
  .returns(({ results }) => results.approval.approvedBy);

/** A saga that others run as one of their steps. */
export const roomSaga = saga<Booking>('room', { execution: 'activity' })
  .step(
    'reserveRoom',
    desk.reserve(({ input }) => input),
    {
      compensate: desk.release(({ input, cause }) => ({ ...input, cause: cause.kind })),
      ...quick,
      compensation: patient,
    },
  )
  .step(
    'payDeposit',
    desk.charge(({ input }) => input),
    { compensate: desk.refund(({ outcome }) => outcome), ...quick, compensation: patient },
  )
  .returns(({ results }) => results.reserveRoom.room);

/** A child before the pivot: it can be undone after it has completed. */
export const parentSaga = saga<Booking>('parent', { execution: 'activity' })
  .step(
    'openTrip',
    desk.open(({ input }) => input),
    { compensate: desk.close(({ input }) => input), compensateLast: true, ...quick, compensation: patient },
  )
  .saga('bookRoom', roomSaga, ({ input }) => input)
  .pivot(
    'confirmTrip',
    desk.confirm(({ results }) => ({ room: results.bookRoom })),
    patient,
  )
  .returns(({ results }) => results.bookRoom);

/** A saga with a pivot of its own, which another has as its pivot. */
export const paidRoomSaga = saga<Booking>('paidRoom', { execution: 'activity' })
  .step(
    'reserveRoom',
    desk.reserve(({ input }) => input),
    { compensate: desk.release(({ input }) => input), ...quick, compensation: patient },
  )
  .pivot(
    'payRoom',
    desk.charge(({ input }) => input),
    patient,
  )
  .returns(({ results }) => results.payRoom.paymentId);

export const delegatingSaga = saga<Booking>('delegating', { execution: 'activity' })
  .step(
    'openTrip',
    desk.open(({ input }) => input),
    { compensate: desk.close(({ input }) => input), compensateLast: true, ...quick, compensation: patient },
  )
  .pivotSaga('bookPaidRoom', paidRoomSaga, ({ input }) => input)
  .retriable(
    'sendTicket',
    desk.ticket(({ results }) => ({ paymentId: results.bookPaidRoom })),
    patient,
  )
  .returns(({ results }) => results.sendTicket.ticket);

// A participant of somebody else's: no barrier, but it can be asked by key.
const bank = participant<DeskActivities>('desk');

/** A charge in doubt is asked about by its key before anything rests on the doubt. */
export const probedSaga = saga<Booking>('probed')
  .step(
    'reserveRoom',
    desk.reserve(({ input }) => input),
    { compensate: desk.release(({ input }) => input), ...quick, compensation: patient },
  )
  .step(
    'chargeCard',
    bank.charge(({ input }) => input),
    {
      compensate: bank.refund(({ outcome, runKey }) => ({ outcome: outcome.kind, runKey })),
      probe: bank.lookup(({ runKey }) => ({ key: runKey })),
      ...quick,
      timeout: '1s',
      attemptTimeout: '500ms',
      compensation: patient,
    },
  )
  .pivot(
    'confirmTrip',
    bank.confirm(({ results }) => ({ paymentId: results.chargeCard.paymentId })),
    { ...patient, parkAfter: '1s', attemptTimeout: '500ms', probe: bank.recall(({ runKey }) => ({ key: runKey })) },
  )
  .returns(({ results }) => results.chargeCard.paymentId);

/** It does nothing but wait for a word, for longer than a test takes. */
export const consentSaga = saga<Tour>('consent')
  .waitFor('consent', { timeout: '120s' })
  .returns(() => 'granted');

/** While its rooms are reserved a child saga of its own waits for a word. */
export const consentedTourSaga = saga<Tour>('consentedTour')
  .parallel((siblings) =>
    siblings
      .saga('askConsent', consentSaga, ({ input }) => input)
      .branch((branch) =>
        branch.forEach(
          ({ input }) => input.rooms,
          { key: (room) => room },
          (each) =>
            each.step(
              'reserveRoom',
              desk.reserve(({ item }) => ({ item })),
              { compensate: desk.release(({ item }) => ({ item })), ...quick, compensation: patient },
            ),
        ),
      ),
  )
  .returns(({ results }) => results.askConsent);
