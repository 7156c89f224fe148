import { nothing, participant, saga, word } from 'saga-core';

interface Desk {
  open(argument: { tripId: string }): Promise<{ total: number }>;
  close(argument: { tripId: string; why: string }): Promise<void>;
  reserve(argument: { room: string }): Promise<{ room: string; price: number }>;
  release(argument: { room: string }): Promise<void>;
  charge(argument: { amount: number }): Promise<{ paymentId: string }>;
  refund(argument: { paymentId: string } | { chargeKey: string }): Promise<void>;
  find(argument: { key: string }): Promise<{ kind: 'applied'; result: { paymentId: string } } | { kind: 'unknown' }>;
  confirm(argument: { tripId: string }): Promise<void>;
  fence(argument: { key: string }): Promise<{ fence: 'never' }>;
  ticket(argument: { tripId: string }): Promise<{ ticket: string }>;
}

export const desk = participant<Desk>('desk', { barrier: true });

/** Its steps one after the other, up to a pivot that can be fenced, and one after it. */
export const trip = saga<{ tripId: string }>('trip', { deadline: '10m' })
  .step(
    'openTrip',
    desk.open(({ input }) => input),
    { compensate: desk.close(({ input, cause }) => ({ ...input, why: cause.kind })), compensateLast: true },
  )
  .step(
    'reserveRoom',
    desk.reserve(({ input }) => ({ room: input.tripId })),
    { compensate: desk.release(({ input }) => ({ room: input.tripId })) },
  )
  .step(
    'chargeCard',
    desk.charge(({ results }) => ({ amount: results.openTrip.total })),
    {
      compensate: desk.refund(({ outcome, runKey }) =>
        outcome.kind === 'applied' ? { paymentId: outcome.result.paymentId } : { chargeKey: runKey },
      ),
      probe: desk.find(({ runKey }) => ({ key: runKey })),
      timeout: '60s',
    },
  )
  .pivot(
    'confirmTrip',
    desk.confirm(({ input }) => input),
    { fence: desk.fence(({ runKey }) => ({ key: runKey })) },
  )
  .retriable(
    'sendTicket',
    desk.ticket(({ input }) => input),
  )
  .returns(({ results }) => ({ ticket: results.sendTicket.ticket, paymentId: results.chargeCard.paymentId }));

/** Waits for an approval, runs another saga, and reserves each room; two of it at the same time. */
export const tour = saga<{ rooms: readonly string[]; isInsured: boolean }>('tour', { unwind: 'parallel' })
  .waitFor('approval', { timeout: '2d', word: word<{ by: string }>() })
  .saga(
    'insurance',
    saga<{ by: string }>('insure')
      .step(
        'readTerms',
        desk.open(() => ({ tripId: 'terms' })),
        { compensate: nothing },
      )
      .returns(({ results }) => results.readTerms.total),
    ({ results }) => results.approval,
  )
  .forEach(
    ({ input }) => input.rooms,
    { key: (room) => room, concurrency: 2 },
    (each) =>
      each.step(
        'reserveRoom',
        desk.reserve(({ item }) => ({ room: item })),
        { compensate: desk.release(({ item }) => ({ room: item })) },
      ),
  )
  .when(
    ({ results }) => results.insurance > 100,
    (then) =>
      then.step(
        'chargeMore',
        desk.charge(({ results }) => ({ amount: results.insurance })),
        { compensate: nothing, timeout: '60s' },
      ),
  )
  .returns(({ results }) => results.insurance);
