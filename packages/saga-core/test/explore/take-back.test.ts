import { explore, type Move, simulate } from 'saga-core/testing';
import { describe, expect, it } from 'vitest';
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

  it('leaves a parked undo to the person who must decide about it', () => {
    const parked = simulate(shopSaga, {
      ...setup,
      schedule: [
        ...done('openOrder/run'),
        { move: 'giveUp', call: 'charge/run' },
        { move: 'giveUp', call: 'charge/compensate' },
        { move: 'terminate' },
        { move: 'decide', step: 'charge', decision: 'retry' },
      ],
      finish: true,
    });
    expect(parked.saga.status).toBe('compensated');
    expect(parked.violations).toEqual([]);
  });
});
