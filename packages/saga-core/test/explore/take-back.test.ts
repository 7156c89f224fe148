import { explore, type Move, simulate } from 'saga-core/testing';
import { describe, expect, it } from 'vitest';
import { trustsTheHistory } from './mutants/adaptive-mutants.ts';
import { adaptiveShop } from './sagas/adaptive-sagas.ts';
import { shopInput, shopParticipants, shopPromises, shopSaga } from './shop-saga.ts';

const setup = { input: shopInput, participants: shopParticipants, invariants: shopPromises };

const done = (call: string): Move[] => [
  { move: 'deliver', call },
  { move: 'answer', call },
];
const upToPivot = [...done('openOrder/run'), ...done('charge/run')];

describe('a saga that somebody terminated', () => {
  it('keeps every promise when it is unwound afterwards, whatever else went wrong', () => {
    const limits = { takeBacks: 1, continuations: 1, decisions: 1 };
    const { violations, exhaustive } = explore(shopSaga, { ...setup, limits });
    expect([violations, exhaustive]).toEqual([[], true]);
  });

  it('is unwound with what was in flight, which is in doubt', () => {
    const { saga, participants } = simulate(shopSaga, {
      ...setup,
      schedule: [...done('openOrder/run'), { move: 'deliver', call: 'charge/run' }, { move: 'terminate' }],
      finish: true,
    });
    expect(saga).toMatchObject({ status: 'compensated', steps: { charge: { outcome: { kind: 'inDoubt' } } } });
    expect(participants).toMatchObject({ order: { status: 'CLOSED' }, payment: { charged: 100, refunded: 100 } });
  });

  it('is left as it is once its pivot was sent', () => {
    const schedule: Move[] = [...upToPivot, { move: 'deliver', call: 'confirm/run' }, { move: 'terminate' }];
    const { saga, participants, calls } = simulate(shopSaga, { ...setup, schedule, finish: true });
    expect(saga).toMatchObject({ status: 'running', steps: { charge: { status: 'applied' } } });
    expect(participants.order.status).toBe('CONFIRMED');
    expect(calls.filter(({ operation }) => operation === 'compensate')).toEqual([]);
  });

  it('goes on being undone when its pivot had been refused', () => {
    const { saga, participants } = simulate(shopSaga, {
      ...setup,
      schedule: [
        ...upToPivot,
        { move: 'deliver', call: 'confirm/run', refuse: true },
        { move: 'answer', call: 'confirm/run' },
        { move: 'deliver', call: 'charge/compensate' },
        { move: 'terminate' },
      ],
      finish: true,
    });
    expect(saga).toMatchObject({ status: 'compensated', cause: { kind: 'refused', step: 'confirm' } });
    expect(participants).toMatchObject({ order: { status: 'CLOSED' }, payment: { charged: 100, refunded: 100 } });
  });

  it('has a parked undo sent again, as whoever was to decide about it may not know of the new unwinding', () => {
    const { saga, calls, violations } = simulate(shopSaga, {
      ...setup,
      schedule: [
        ...done('openOrder/run'),
        { move: 'giveUp', call: 'charge/run' },
        { move: 'giveUp', call: 'charge/compensate' },
        { move: 'terminate' },
      ],
      finish: true,
    });
    expect([saga.status, violations]).toEqual(['compensated', []]);
    const undos = calls.filter(({ operation, step }) => step === 'charge' && operation === 'compensate');
    expect(new Set(undos.map(({ key }) => key)).size).toBe(1);
  });
});

describe('a saga that somebody terminated while it tried its calls locally', () => {
  const limits = { duplicates: 0, attempts: 1, decisions: 0, cancels: 0, takeBacks: 1 };
  const { saga, options } = adaptiveShop;

  it('keeps every promise, also when it is broken off twice', () => {
    const { violations, exhaustive } = explore(saga, { ...options, limits: { ...limits, takeBacks: 2 } });
    expect([violations, exhaustive]).toEqual([[], true]);
  });

  it('would break one if its history were taken for all that was sent', () => {
    const { violations } = explore(saga, { ...options, limits, instead: { decide: trustsTheHistory } });
    expect(violations[0]?.schedule.map(({ move }) => move)).toContain('terminate');
  });

  it('goes forward when its pivot has happened, though its history tells nothing of it', () => {
    const tried = ['openOrder/run', 'charge/run', 'confirm/run'].map((call): Move => ({ move: 'try', call }));
    const schedule: Move[] = [...tried, { move: 'terminate' }];
    const { saga: state, violations } = simulate(saga, { ...options, schedule, finish: true });
    expect([state.status, state.fenced, violations]).toEqual(['completed', 'applied', []]);
  });
});
