import { explore, type Schedule, simulate } from 'saga-core/testing';
import { describe, expect, it } from 'vitest';
import { carryMutants } from './mutants/carry-mutants.ts';
import { exploredSagas } from './sagas/explored-sagas.ts';

// Tried locally they have more moves, and some have minutes of them. Others are explored in the other way: `npm test -- --all flows`.
const long = {
  activity: [
    'two branches, undone one after the other',
    "a person's word beside a call",
    'a provider without a barrier, asked by key',
  ],
  adaptive: [
    'two branches, undone at once',
    'two branches, undone one after the other',
    'two branches that wait for a person when in doubt',
    'a branch that is taken',
    'a child saga on its own',
    'one item at a time',
    'two items at a time, undone at once',
  ],
};
const played = (execution: keyof typeof long, calls: string) =>
  exploredSagas(execution)
    .filter(({ what }) => process.env.SAGA_TESTS === 'all' || !long[execution].includes(what))
    .map((explored) => ({ ...explored, calls }));
const sagas = [...played('activity', 'as activities'), ...played('adaptive', 'tried locally')];

// Every kind of flow, walked through every mixture of lost, late, doubled and refused messages, doubt, cancels, people's words and
// decisions, continue-as-new, and terminate followed by an unwinding. What its ledgers show must be right at every moment.
describe.each(sagas)('$what, calls $calls', ({ saga, options }) => {
  it('keeps every promise whatever happens', () => {
    const { violations, exhaustive } = explore(saga, options);
    // To replay one: give its schedule to `simulate`, with the options of this saga.
    expect(
      violations.map(({ promise, timeline, schedule }) => ({ promise, timeline, replay: JSON.stringify(schedule) })),
    ).toEqual([]);
    expect(exhaustive).toBe(true);
  });

  it('completes when all goes well', () => {
    expect(simulate(saga, { ...options, finish: true })).toMatchObject({
      saga: { status: 'completed' },
      violations: [],
    });
  });

  it('plays what it played again from its saved schedule', () => {
    const schedule: Schedule = [{ move: 'cancel' }];
    const played = simulate(saga, { ...options, schedule, finish: true });
    const saved = JSON.parse(JSON.stringify(played.schedule)) as typeof played.schedule;
    expect(simulate(saga, { ...options, schedule: saved })).toEqual(played);
    expect(played.saga.status).toBe('compensated');
  });

  it('would be seen to lose its undo stack on continue-as-new', () => {
    const limits = { ...options.limits, continuations: 1 };
    const carry = carryMutants['undo stack lost on continue-as-new'];
    if (carry === undefined) throw new Error('There is no such mutant.');
    const [violation] = explore(saga, { ...options, limits, instead: { carry } }).violations;
    expect(violation?.schedule.length).toBeLessThanOrEqual(15);
  });
});

it('says of child sagas that what happens inside them is not covered', () => {
  const notCovered = exploredSagas('activity').flatMap(
    ({ saga, options }) => explore(saga, { ...options, limits: { states: 1 } }).notCovered,
  );
  expect(notCovered).toContain(
    "what happens inside child saga 'packing', which only completes, is unwound or is broken off: explore it on its own",
  );
});
