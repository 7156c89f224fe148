import { type Execution, participant, saga } from 'saga-core';
import type { DeskActivities } from './booking-sagas.ts';

const desk = participant<DeskActivities>('desk', { barrier: true });
const patient = {
  parkAfter: '1s',
  attemptTimeout: '700ms',
  retry: { initialInterval: '20ms', maximumInterval: '40ms' },
} as const;

/** Which function of the saga misbehaves, and how. */
export interface Mischief {
  readonly where: 'reserve' | 'release' | 'confirm' | 'ticket' | 'output';
  readonly how: 'huge' | 'promise' | 'function' | 'bigint' | 'cyclic' | 'throws';
}

const misbehaviours: Readonly<Record<Mischief['how'], () => unknown>> = {
  huge: () => 'x'.repeat(2_500_000),
  promise: () => Promise.resolve({}),
  function: () => () => ({}),
  bigint: () => ({ amount: 1n }),
  cyclic: () => {
    const loop: { self?: unknown } = {};
    loop.self = loop;
    return loop;
  },
  throws: () => {
    throw new Error('a mistake in the mapping');
  },
};

const at =
  (where: Mischief['where']) =>
  ({ input }: { input: Mischief }) =>
    where === input.where ? misbehaviours[input.how]() : {};

const mischiefOf = (execution: Execution) =>
  saga<Mischief>(execution === 'activity' ? 'mischief' : 'adaptiveMischief', { execution })
    .step(
      'openTrip',
      desk.open(({ input }) => input),
      { compensate: desk.close(() => ({})), compensateLast: true },
    )
    .step('reserveRoom', desk.reserve(at('reserve')), {
      compensate: desk.release(at('release')),
      compensation: patient,
    })
    .pivot('confirmTrip', desk.confirm(at('confirm')), patient)
    .retriable('sendTicket', desk.ticket(at('ticket')), patient)
    .returns(at('output'));

/** A saga whose author made one mistake: its input says which. */
export const mischiefSagas = { activity: mischiefOf('activity'), adaptive: mischiefOf('adaptive') } as const;
