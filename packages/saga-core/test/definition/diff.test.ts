import fc from 'fast-check';
import { type AnySaga, diff, type FenceAnswer, nothing, participant, saga } from 'saga-core';
import { describe, expect, it } from 'vitest';
import { fingerprint } from '../../src/definition/fingerprint.ts';
import { definitionMistakes } from '../../src/worker/definition-mistakes.ts';
import { changesOf } from './change-recipe.ts';
import { build, type SagaRecipe, sagaRecipe } from './saga-recipe.ts';

type Activity = (argument: unknown) => Promise<string>;
const desk = participant<Record<'act' | 'undo' | 'ask' | 'other', Activity>>('desk', { barrier: true });
const careless = participant<{ act: Activity }>('desk');
const act = () => desk.act(() => ({}));
const undoable = { compensate: desk.undo(() => ({})) };
const places = () => ['a'];
const key = (item: string) => item;
const always = () => true;

const base = () =>
  saga('trip', { version: 2 })
    .step('open', act(), { ...undoable, compensateLast: true })
    .step('reserve', act(), undoable)
    .pivot('pay', act())
    .retriable('ticket', act())
    .returns();
const begun = (options = {}) => saga('trip', { version: 2, ...options });
const next = (options = {}) => begun({ version: 3, ...options });

interface Case {
  readonly from?: AnySaga;
  readonly to: AnySaga;
  readonly changes: readonly (readonly [change: string, concerns: string])[];
}

const open = <Builder extends ReturnType<typeof begun>>(builder: Builder) =>
  builder.step('open', act(), { ...undoable, compensateLast: true });
const toEnd = (builder: ReturnType<typeof open>) =>
  builder.step('reserve', act(), undoable).pivot('pay', act()).retriable('ticket', act()).returns();

const notSettled = (step: string) => `sagas that have not yet settled '${step}'`;
const notUndone = (step: string) => `sagas whose pivot 'pay' is not applied, and that have not yet undone '${step}'`;

const cases: Readonly<Record<string, Case>> = {
  'a step’s budget': {
    to: open(next())
      .step('reserve', act(), { ...undoable, timeout: '90s' })
      .pivot('pay', act())
      .retriable('ticket', act())
      .returns(),
    changes: [["Step 'reserve': timeout changes from 30s to 90s.", notSettled('reserve')]],
  },
  'a step and an undo that are no longer tried locally': {
    to: open(next())
      .step('reserve', act(), { ...undoable, execution: 'activity', compensation: { execution: 'activity' } })
      .pivot('pay', act())
      .retriable('ticket', act())
      .returns(),
    changes: [
      ["Step 'reserve': execution changes from the saga's to 'activity'.", notSettled('reserve')],
      ["Step 'reserve': compensation.execution changes from the saga's to 'activity'.", notUndone('reserve')],
    ],
  },
  'a saga whose calls are no longer tried locally': {
    to: open(next({ execution: 'activity' }))
      .step('reserve', act(), undoable)
      .pivot('pay', act())
      .retriable('ticket', act())
      .returns(),
    changes: [["The saga's execution changes from 'adaptive' to 'activity'.", 'every saga in flight']],
  },
  'a policy that was not set': {
    to: open(next())
      .step('reserve', act(), { ...undoable, heartbeatTimeout: '150ms', retry: { maximumAttempts: 3 } })
      .pivot('pay', act())
      .retriable('ticket', act())
      .returns(),
    changes: [
      ["Step 'reserve': heartbeatTimeout changes from none to 150ms.", notSettled('reserve')],
      ["Step 'reserve': retry.maximumAttempts changes from none to 3.", notSettled('reserve')],
    ],
  },
  'another activity, and no barrier any more': {
    to: open(next())
      .step(
        'reserve',
        desk.other(() => ({})),
        undoable,
      )
      .pivot(
        'pay',
        careless.act(() => ({})),
      )
      .retriable('ticket', act())
      .returns(),
    changes: [
      ["Step 'reserve': run changes from desk.act to desk.other.", notSettled('reserve')],
      [
        "Step 'pay': participant of run changes from 'desk' with a barrier to 'desk' without a barrier.",
        notSettled('pay'),
      ],
    ],
  },
  'another undo': {
    to: open(next())
      .step('reserve', act(), {
        compensate: desk.other(() => ({})),
        compensation: { parkAfter: '1h' },
        compensateLast: true,
      })
      .pivot('pay', act())
      .retriable('ticket', act())
      .returns(),
    changes: [
      ["Step 'reserve': compensate changes from desk.undo to desk.other.", notUndone('reserve')],
      ["Step 'reserve': compensation.parkAfter changes from 2m to 1h.", notUndone('reserve')],
      ["Step 'reserve': compensateLast changes from false to true.", notUndone('reserve')],
    ],
  },
  'nothing to undo any more': {
    to: open(next())
      .step('reserve', act(), { compensate: nothing })
      .pivot('pay', act())
      .retriable('ticket', act())
      .returns(),
    changes: [["Step 'reserve': compensate changes from desk.undo to nothing.", notUndone('reserve')]],
  },
  'what doubt means': {
    to: open(next())
      .step('reserve', act(), { ...undoable, onDoubt: 'park', probe: desk.ask(() => ({})) as never })
      .pivot('pay', act(), { parkAfter: '4m' })
      .retriable('ticket', act())
      .returns(),
    changes: expect.arrayContaining([
      ["Step 'reserve': probe changes from none to desk.ask.", notSettled('reserve')],
      ["Step 'reserve': probe.timeout changes from none to 30s.", notSettled('reserve')],
      ["Step 'reserve': onDoubt changes from 'unwind' to 'park'.", notSettled('reserve')],
      ["Step 'pay': parkAfter changes from 2m to 4m.", notSettled('pay')],
    ]),
  },
  'a step that is gone': {
    to: open(next()).pivot('pay', act()).returns(),
    changes: [
      ["Step 'reserve' is gone.", notUndone('reserve')],
      ["Step 'ticket' is gone.", notSettled('ticket')],
    ],
  },
  'a new step': {
    to: toEnd(open(next()).step('insure', act(), undoable) as never),
    changes: [["Step 'insure' is new: sagas that are past its place have never run it.", 'every saga in flight']],
  },
  'steps that changed places': {
    to: next()
      .step('reserve', act(), undoable)
      .step('open', act(), { ...undoable, compensateLast: true })
      .pivot('pay', act())
      .retriable('ticket', act())
      .returns(),
    changes: [["Step 'reserve' now stands before 'open'.", notSettled('reserve')]],
  },
  'a step that becomes the pivot': {
    to: open(next()).pivot('reserve', act()).retriable('pay', act()).retriable('ticket', act()).returns(),
    changes: [
      ["Step 'reserve': kind changes from 'compensatable' to 'pivot'.", 'every saga in flight'],
      ["Step 'pay': kind changes from 'pivot' to 'retriable'.", 'every saga in flight'],
    ],
  },
  'a step that becomes a wait for somebody’s word': {
    to: open(next()).waitFor('reserve', { timeout: '2d' }).pivot('pay', act()).retriable('ticket', act()).returns(),
    changes: [["Step 'reserve': run changes from desk.act to somebody's word.", 'every saga in flight']],
  },
  'how long a word is waited for': {
    from: begun().waitFor('approval', { timeout: '2d' }).returns(),
    to: next().waitFor('approval', { timeout: '1h' }).returns(),
    changes: [["Step 'approval': timeout changes from 2d to 1h.", notSettled('approval')]],
  },
  'the saga’s own limits': {
    to: toEnd(open(next({ deadline: '1m', unwind: 'parallel' }))),
    changes: [
      ["The saga's deadline changes from none to 1m.", "sagas that have not yet sent their pivot 'pay'"],
      ["The saga's unwind changes from 'sequential' to 'parallel'.", 'every saga in flight'],
    ],
  },
  'a step that gets a condition': {
    to: open(next())
      .when(always, (flow) => flow.step('reserve', act(), undoable))
      .pivot('pay', act())
      .retriable('ticket', act())
      .returns(),
    changes: [["Step 'reserve' stood by itself and now stands inside when of 'reserve'.", notSettled('reserve')]],
  },
  'a step that is done for each item': {
    to: open(next())
      .forEach(places, { key }, (flow) => flow.step('reserve', act(), undoable))
      .pivot('pay', act())
      .retriable('ticket', act())
      .returns(),
    changes: [["Step 'reserve' stood by itself and now stands inside forEach of 'reserve'.", notUndone('reserve')]],
  },
  'how many items are under way': {
    from: begun()
      .forEach(places, { key }, (flow) => flow.step('one', act(), undoable).step('two', act(), undoable))
      .returns(),
    to: next()
      .forEach(places, { key, concurrency: 4 }, (flow) =>
        flow.step('one', act(), undoable).step('two', act(), undoable),
      )
      .returns(),
    changes: [["The forEach of 'one', 'two': concurrency changes from 1 to 4.", notSettled('two')]],
  },
  'steps that now run at the same time': {
    from: begun().step('one', act(), undoable).step('two', act(), undoable).returns(),
    to: next()
      .parallel((all) => all.step('one', act(), undoable).step('two', act(), undoable))
      .returns(),
    changes: [
      [
        "Step 'one' stood by itself and now stands inside parallel of 'one' and 'two', a branch of 'one'.",
        notSettled('one'),
      ],
      [
        "Step 'two' stood by itself and now stands inside parallel of 'one' and 'two', a branch of 'two'.",
        notSettled('two'),
      ],
    ],
  },
  'a branch more, which is no change of the others': {
    from: begun()
      .parallel((all) => all.step('one', act(), undoable).step('two', act(), undoable))
      .returns(),
    to: next()
      .parallel((all) => all.step('one', act(), undoable).step('two', act(), undoable).step('three', act(), undoable))
      .returns(),
    changes: [["Step 'three' is new: sagas that are past its place have never run it.", 'every saga in flight']],
  },
  'a child saga’s step': {
    from: begun()
      .saga('room', begun().step('one', act(), undoable).returns(), () => undefined)
      .returns(),
    to: next()
      .saga(
        'room',
        next()
          .step('one', act(), { ...undoable, timeout: '40s' })
          .returns(),
        () => undefined,
      )
      .returns(),
    changes: [
      ["Step 'room': version of saga 'trip' changes from 2 to 3.", "sagas that have not yet undone 'room'"],
      [
        "Step 'room', in saga 'trip': Step 'one': timeout changes from 30s to 40s.",
        "sagas that have not yet undone 'room'",
      ],
    ],
  },
};

describe('the difference between two definitions of a saga', () => {
  it.each(Object.entries(cases))(
    'tells of %s, and which sagas in flight would notice',
    (_name, { from = base(), to, changes }) => {
      const { verdict, changes: found } = diff(from, to);
      expect(found.map(({ change, concerns }) => [change, concerns])).toEqual(changes);
      expect(verdict).toBe('needsOld');
    },
  );

  it('is none between a definition and itself built again, which is safe, but for its functions', () => {
    const { verdict, advice, changes } = diff(base(), base());
    expect(changes).toEqual([]);
    expect(verdict).toBe('safe');
    expect(advice).toEqual([expect.stringContaining('Functions were not compared')]);
  });

  it('is a version of which the old one must be kept, even if nothing else that can be compared differs', () => {
    const { verdict, advice, changes } = diff(base(), toEnd(open(next())));
    expect(changes).toEqual([]);
    expect(verdict).toBe('needsOld');
    expect(advice[0]).toBe(
      'List version 2 as well, until no saga in flight was started with it: sagaWorkflow(version3, { previous: [version2] }).',
    );
  });

  it('tells of a fence, and names its activity as one that sagas in flight still need', () => {
    const fences = participant<{ fence(argument: unknown): Promise<FenceAnswer<string>> }>('desk', { barrier: true });
    const fenced = open(begun()).pivot('pay', act(), { fence: fences.fence(() => ({})) });
    const { changes, advice } = diff(fenced.returns(), open(next()).pivot('pay', act()).returns());
    expect(changes.map(({ change }) => change)).toContain("Step 'pay': fence changes from desk.fence to none.");
    expect(advice.join(' ')).toContain('must still perform desk.fence');
  });

  it('names the activities and the child sagas that only sagas in flight still need', () => {
    const child = saga('room')
      .step(
        'one',
        desk.other(() => ({})),
        { compensate: nothing },
      )
      .returns();
    const older = begun()
      .step('reserve', act(), undoable)
      .saga('room', child, () => undefined)
      .returns();
    const newer = next()
      .step(
        'reserve',
        desk.ask(() => ({})),
        undoable,
      )
      .returns();
    expect(diff(older, newer).advice.slice(1, 3)).toEqual([
      'Until then workers must still perform desk.act, though version 3 does not call them.',
      "Until then the workflow of saga 'room' must know version 1, which version 2 runs as a child.",
    ]);
  });
});

describe('a definition breaks another when', () => {
  const changed = (options: object) => open(begun(options)).pivot('pay', act()).returns();

  it('it has another name', () => {
    const other = saga('journey', { version: 3 }).step('open', act(), undoable).returns();
    expect(diff(base(), other)).toMatchObject({
      verdict: 'breaks',
      advice: [expect.stringContaining("Saga 'trip' becomes 'journey'"), expect.anything()],
    });
  });

  it('it says the same version', () => {
    expect(diff(base(), changed({ version: 2 }))).toMatchObject({
      verdict: 'breaks',
      advice: [expect.stringContaining('Give the newer one 3.'), expect.anything()],
    });
  });

  it('it says a lower version', () => {
    expect(diff(base(), changed({ version: 1 }))).toMatchObject({
      verdict: 'breaks',
      advice: [expect.stringContaining('falls from 2 to 1'), expect.anything()],
    });
  });

  it('a child saga of it changes and says the same version', () => {
    const child = (timeout: '1s' | '2s') =>
      saga('room')
        .step('one', act(), { ...undoable, attemptTimeout: timeout })
        .returns();
    const older = begun()
      .saga('room', child('1s'), () => undefined)
      .returns();
    const newer = next()
      .saga('room', child('2s'), () => undefined)
      .returns();
    expect(diff(older, newer)).toMatchObject({
      verdict: 'breaks',
      advice: [expect.stringContaining("Saga 'room' changes and still says version 1"), expect.anything()],
    });
    expect(diff(older, newer).changes).toHaveLength(1);
  });
});

describe('between any two definitions', () => {
  const mistakesOf = (...definitions: readonly AnySaga[]) =>
    definitionMistakes({ exportName: 'random', definitions }).map(({ code }) => code);
  const raised = (recipe: SagaRecipe): SagaRecipe => ({ ...recipe, version: recipe.version + 1 });

  it('“safe” is said exactly if they have one fingerprint, and there is no change then', () => {
    fc.assert(
      fc.property(sagaRecipe, sagaRecipe, fc.boolean(), (one, two, same) => {
        const [older, newer] = [build(one), build(same ? one : two)];
        const { verdict, changes } = diff(older, newer);
        expect(verdict === 'safe').toBe(fingerprint(older) === fingerprint(newer));
        if (verdict === 'safe') expect(changes).toEqual([]);
      }),
    );
  });

  it('every single change is told, needs the old one with a new version, and breaks without', () => {
    const changed = fc
      .tuple(sagaRecipe, fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }))
      .map(([recipe, which]) => {
        const changes = changesOf(recipe).filter(({ path }) => !['version', 'name'].includes(path.join()));
        return { recipe, change: changes[Math.floor(which * changes.length)] };
      });
    fc.assert(
      fc.property(changed, ({ recipe, change }) => {
        if (change === undefined) throw new Error('A definition without a part that can change.');
        const older = build(recipe);
        const [unraised, newer] = [build(change.recipe), build(raised(change.recipe))];
        expect(diff(older, unraised).verdict).toBe('breaks');
        const { verdict, changes } = diff(older, newer);
        // A worker that is given both refuses the one and takes the other.
        expect(mistakesOf(unraised, older)).toEqual(['VERSION_TAKEN']);
        expect(mistakesOf(newer, older)).toEqual([]);
        expect(changes.length).toBeGreaterThan(0);
        // A child whose version did not change with it breaks its parent too.
        if (!change.path.includes('child')) expect(verdict).toBe('needsOld');
      }),
      { numRuns: 500 },
    );
  });

  it('a change names a step that one of them has, and there are as many on the way back', () => {
    fc.assert(
      fc.property(sagaRecipe, sagaRecipe, (one, two) => {
        const [older, newer] = [build(one), build(two)];
        const names = [...older.steps, ...newer.steps].map(({ name }) => name);
        const { changes } = diff(older, newer);
        for (const { step } of changes) if (step !== undefined) expect(names).toContain(step);
        expect(diff(newer, older).changes).toHaveLength(changes.length);
      }),
    );
  });
});
