import { type ExploreOptions, explore, type Move, type Schedule, simulate } from 'saga-core/testing';
import { describe, expect, it } from 'vitest';
import { adaptiveMutants } from './mutants/adaptive-mutants.ts';
import { adaptiveOrder, adaptiveSagas, adaptiveShop } from './sagas/adaptive-sagas.ts';

type Limits = NonNullable<ExploreOptions<unknown, never>['limits']>;

// A minute by themselves: `npm test -- --all explore/adaptive`.
const long = [
  'undos at once, and a deadline',
  'two batches',
  'side by side',
  'an order about which people decide all that they may',
];
const sagas = adaptiveSagas.filter(({ what }) => process.env.SAGA_TESTS === 'all' || !long.includes(what));

// What a worker did inside one workflow task is forgotten when it dies, and one that only seemed dead goes on. Every mixture of that
// with a cancel of either kind, refusals, doubt, lost, late and doubled messages, and people's decisions.
describe.each(sagas)('tried locally: $what', ({ saga, options }) => {
  it('keeps every promise with a crash, a zombie and a cancel', () => {
    const { violations, exhaustive } = explore(saga, options);
    expect(violations.map(({ timeline }) => timeline)).toEqual([]);
    expect(exhaustive).toBe(true);
  });

  it('completes when all goes well, with every call that may be tried locally tried so', () => {
    const { saga: state, schedule } = simulate(saga, { ...options, finish: true });
    expect(state.status).toBe('completed');
    const tried = schedule.flatMap((move) => (move.move === 'try' ? [move.call] : []));
    const batched = saga.steps.filter(({ batch }) => batch !== undefined).map(({ name }) => `${name}/run`);
    expect(tried).toEqual(batched);
  });
});

describe('in a workflow task that is lost', () => {
  it.each<[string, Limits]>([
    ['a crash and a zombie', { attempts: 1, duplicates: 0, decisions: 0 }],
    ['retries and no cancel', { duplicates: 0, cancels: 0, decisions: 0 }],
    ['a doubled request', { attempts: 1, cancels: 0, decisions: 0 }],
    ['a decision', { attempts: 1, duplicates: 0, cancels: 0, decisions: 1 }],
  ])('reductions leave out no ending: %s', (_what, limits) => {
    const { saga, options } = adaptiveOrder;
    const [fast, slow] = [true, false].map((reductions) => explore(saga, { ...options, limits, reductions }));
    expect(fast?.endingsByStatus).toEqual(slow?.endingsByStatus);
    expect([fast?.endings, fast?.violations, fast?.exhaustive]).toEqual([
      slow?.endings,
      slow?.violations,
      slow?.exhaustive,
    ]);
    expect(fast?.states).toBeLessThan(slow?.states ?? 0);
  });

  it('what was undone for a refusal was undone for good: no cancel can take its place', () => {
    const refused: Schedule = [
      { move: 'try', call: 'openOrder/run' },
      { move: 'try', call: 'charge/run', refuse: true },
    ];
    const play = (schedule: Schedule) =>
      simulate(adaptiveShop.saga, { ...adaptiveShop.options, schedule, finish: true });
    const { saga, participants } = play(refused);
    expect(saga.cause).toMatchObject({ kind: 'refused', step: 'charge' });
    expect(participants).toMatchObject({ order: { status: 'CLOSED', why: 'refused' } });
    // The first undo left with the task's end, so neither a crash nor a cancel finds a task in which that is not known.
    const left: Move = { move: 'deliver', call: 'openOrder/compensate' };
    expect(play([...refused, { move: 'crash' }]).saga.cause).toEqual(saga.cause);
    expect(() => play([...refused, left, { move: 'cancel' }])).toThrow(/is not possible there/);
  });

  it('a cancel by update is lost, and one of Temporal is not', () => {
    const play = (move: Move) =>
      simulate(adaptiveShop.saga, { ...adaptiveShop.options, schedule: [move, { move: 'crash' }], finish: true }).saga;
    expect(play({ move: 'cancel', by: 'update' }).status).toBe('completed');
    expect(play({ move: 'cancel' }).status).toBe('compensated');
  });
});

/** What each mutant breaks first, and in how many moves. */
const found: Readonly<Record<string, readonly [moves: number, promise: string]>> = {
  'a batch without an undo of all that any worker could have sent': [5, 'a closed order holds no money'],
  'only what was sent since the last durable point is undone': [7, 'a confirmed order is paid, once and in full'],
  'a local pivot without a fence': [6, 'a confirmed order is paid, once and in full'],
  'an undo before its cause is written down': [8, 'a closed order says why the saga was unwound'],
};

describe('the explorer finds what is wrong with', () => {
  it.each(Object.entries(adaptiveMutants))('%s', (name, decide) => {
    const { violations, exhaustive } = explore(adaptiveShop.saga, { ...adaptiveShop.options, instead: { decide } });
    expect([violations[0]?.schedule.length, violations[0]?.promise]).toEqual(found[name]);
    expect(exhaustive).toBe(false);
  });
});
