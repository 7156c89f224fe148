import { type ExploreOptions, explore, ModelError, simulate } from 'saga-core/testing';
import { describe, expect, it } from 'vitest';
import { memoryBarrier } from '../../src/testing/memory-barrier.ts';
import { exploredSagas } from './sagas/explored-sagas.ts';
import { shopInput, shopParticipants, shopPromises, shopSaga } from './shop-saga.ts';

const setup = { input: shopInput, participants: shopParticipants, invariants: shopPromises };
type Options = Partial<ExploreOptions<typeof shopInput, never>>;
const exploreShop = ({ faults, limits, reductions }: Pick<Options, 'faults' | 'limits' | 'reductions'>) =>
  explore(shopSaga, {
    ...setup,
    ...(faults === undefined ? {} : { faults }),
    ...(limits === undefined ? {} : { limits }),
    ...(reductions === undefined ? {} : { reductions }),
  });

describe('explore', () => {
  it.each([
    ['one try of each call', { attempts: 1, duplicates: 0, crashes: 0, decisions: 1 }, {}],
    ['retries', { attempts: 2, duplicates: 0, crashes: 0, cancels: 0, decisions: 1 }, {}],
    ['a doubled request and a crash', { attempts: 1, duplicates: 1, crashes: 1, decisions: 0 }, {}],
    ['a zombie', { attempts: 1, duplicates: 0, crashes: 1, decisions: 0 }, { zombie: true }],
    ['two decisions', { attempts: 1, duplicates: 0, crashes: 0, cancels: 0, decisions: 2 }, {}],
  ])('sees the same endings with reductions as without: %s', (_what, limits, faults) => {
    const fast = exploreShop({ limits, faults });
    const slow = exploreShop({ limits, faults, reductions: false });
    expect(fast.endingsByStatus).toEqual(slow.endingsByStatus);
    expect([fast.violations, slow.violations, fast.exhaustive, slow.exhaustive]).toEqual([[], [], true, true]);
    expect(fast.states).toBeLessThan(slow.states);
  });

  it.each(exploredSagas('activity').filter(({ what }) => /word|without a barrier|child saga/.test(what)))(
    'sees the same endings with reductions as without: $what',
    ({ saga, options }) => {
      const limits = { ...options.limits, attempts: 1, duplicates: 0, crashes: 0, decisions: 0 };
      const [fast, slow] = [true, false].map((reductions) => explore(saga, { ...options, limits, reductions }));
      expect(fast?.endingsByStatus).toEqual(slow?.endingsByStatus);
      expect([fast?.exhaustive, slow?.exhaustive]).toEqual([true, true]);
    },
  );

  it('reaches every kind of end: completed, compensated, and waiting for a person', () => {
    const { endingsByStatus } = exploreShop({});
    expect(Object.keys(endingsByStatus).sort()).toEqual(['compensated', 'completed', 'needsAttention']);
  });

  it('has one end when nothing goes wrong', () => {
    const calm = { attempts: 1, duplicates: 0, cancels: 0, crashes: 0, decisions: 0 };
    const { states, endingsByStatus } = exploreShop({
      faults: { loss: false, doubt: false, refusals: false },
      limits: calm,
    });
    expect({ states, endingsByStatus }).toEqual({ states: 9, endingsByStatus: { completed: 1 } });
  });

  it('says that it was not exhaustive when it met its limit of states', () => {
    expect(exploreShop({ limits: { states: 50 } }).exhaustive).toBe(false);
  });

  it('says what it did not cover', () => {
    const { notCovered } = exploreShop({ faults: { refusals: ['payment.charge'] }, limits: { attempts: 1 } });
    expect(notCovered).toContain('a definite no of every activity');
    expect(notCovered).toContain('more than 1 tries of one call');
  });

  it('gives a counterexample as a schedule that simulate replays, as lines and as a diagram', () => {
    const barrier = { ...memoryBarrier, isSpent: () => false, admit: () => ({ kind: 'begin' as const }) };
    const [violation] = explore(shopSaga, { ...setup, instead: { barrier } }).violations;
    if (violation === undefined) throw new Error('A saga without a barrier was found faultless.');
    const schedule = JSON.parse(JSON.stringify(violation.schedule)) as typeof violation.schedule;
    const replayed = simulate(shopSaga, { ...setup, schedule, instead: { barrier } });
    expect(replayed.violations).toContain(violation.promise);
    expect(replayed.timeline).toEqual(violation.timeline);
    expect(violation.timeline.at(-1)).toContain('✗ broken: ');
    expect(violation.mermaid).toMatch(/^sequenceDiagram\n {2}participant saga\n/);
    expect(violation.mermaid).toContain(`BROKEN: ${violation.promise}`);
  });

  it('names the call that has no model', () => {
    const { order } = shopParticipants;
    expect(() => explore(shopSaga, { input: shopInput, participants: { order }, invariants: {} })).toThrow(
      new ModelError(
        'MODEL_MISSING',
        "Saga 'shop' calls payment.charge, which has no model; give one as participants.payment.activities.charge.",
      ),
    );
  });

  it.each([0, 1.5, 16, Number.NaN])('refuses %s tries', (attempts) => {
    expect(() => exploreShop({ limits: { attempts } })).toThrow(
      new ModelError('INVALID_LIMIT', `limits.attempts is ${attempts}; give a whole number from 1 to 15.`),
    );
  });
});

describe('simulate', () => {
  it('lets all go well when asked to finish', () => {
    const { saga, participants, violations } = simulate(shopSaga, { ...setup, finish: true });
    expect(saga.status).toBe('completed');
    expect(participants).toEqual({
      order: { status: 'CONFIRMED', shipped: 1 },
      payment: { charges: 1, charged: 100, refunded: 0 },
    });
    expect(violations).toEqual([]);
  });

  it('plays the same schedule the same way, with the moves that finish added', () => {
    const first = simulate(shopSaga, {
      ...setup,
      schedule: [
        { move: 'deliver', call: 'openOrder/run' },
        { move: 'answer', call: 'openOrder/run' },
        { move: 'deliver', call: 'charge/run' },
        { move: 'loseReply', call: 'charge/run' },
        { move: 'cancel' },
      ],
      finish: true,
    });
    expect(first.saga).toMatchObject({ status: 'compensated', cause: { kind: 'cancelled' } });
    expect(first.participants.payment).toEqual({ charges: 1, charged: 100, refunded: 100 });
    expect(simulate(shopSaga, { ...setup, schedule: first.schedule })).toEqual(first);
  });

  it('refuses a move that is not possible, and says which are', () => {
    const schedule = [{ move: 'answer', call: 'openOrder/run' }] as const;
    expect(() => simulate(shopSaga, { ...setup, schedule })).toThrow(
      /^Move 1 of the schedule, .*"answer".* is not possible there\. Possible are: .*"deliver"/,
    );
  });

  it('shows a person who resolves what is parked, by what is true', () => {
    const { saga, participants } = simulate(shopSaga, {
      ...setup,
      schedule: [
        { move: 'deliver', call: 'openOrder/run' },
        { move: 'answer', call: 'openOrder/run' },
        { move: 'deliver', call: 'charge/run' },
        { move: 'answer', call: 'charge/run' },
        { move: 'giveUp', call: 'confirm/run' },
        { move: 'decide', step: 'confirm', decision: 'resolvedElsewhere' },
        // Too late: it was fenced before the person said that it never happened.
        { move: 'deliverLate', call: 'confirm/run' },
      ],
      finish: true,
    });
    expect(saga).toMatchObject({ status: 'compensated', cause: { kind: 'refused', step: 'confirm' } });
    expect(participants.order.status).toBe('CLOSED');
  });
});
