import fc from 'fast-check';
import { nothing, participant, saga } from 'saga-core';
import { describe, expect, it } from 'vitest';
import { fingerprint } from '../../src/definition/fingerprint.ts';
import { hashText } from '../../src/definition/hash-text.ts';
import { scaleTimeouts } from '../../src/definition/scale-timeouts.ts';
import { changesOf } from './change-recipe.ts';
import { build, sagaRecipe } from './saga-recipe.ts';

const desk = participant<{ act(argument: unknown): Promise<string> }>('desk', { barrier: true });
const places = () => ['a', 'b'];
const act = () => desk.act(() => ({}));

/** One of everything that a definition can have. */
const everything = saga('everything', { version: 7, execution: 'activity', unwind: 'parallel', deadline: '1h' })
  .step('first', act(), {
    compensate: act(),
    probe: desk.act(() => ({ kind: 'unknown' })) as never,
    compensateLast: true,
  })
  .parallel((parallel) =>
    parallel
      .step('left', act(), { compensate: nothing, onDoubt: 'park' })
      .branch((flow) => flow.waitFor('word', { timeout: '2d' })),
  )
  .when(
    () => true,
    (flow) =>
      flow.saga(
        'child',
        saga('child', { execution: 'activity' }).step('only', act(), { compensate: nothing }).returns(),
        () => undefined,
      ),
  )
  .forEach(places, { key: (item) => item, concurrency: 3 }, (flow) =>
    flow.step('each', act(), { compensate: act(), heartbeatTimeout: '1s', retry: { maximumAttempts: 3 } }),
  )
  .pivot('pay', act())
  .retriable('ticket', act(), { parkAfter: '5m' })
  .returns();

const reversed = <Options extends object>(options: Options): Options =>
  Object.fromEntries(Object.entries(options).reverse()) as Options;

describe('a definition’s fingerprint', () => {
  it('says the version, and is short enough to be read aloud', () => {
    fc.assert(
      fc.property(sagaRecipe, (recipe) => {
        expect(fingerprint(build(recipe))).toMatch(new RegExp(`^${recipe.version}-[0-9a-f]{16}$`));
      }),
    );
  });

  it('is the same for the same definition built again, whatever the order of its options', () => {
    fc.assert(
      fc.property(sagaRecipe, (recipe) => {
        const once = fingerprint(build(recipe));
        expect(fingerprint(build(recipe))).toBe(once);
        expect(fingerprint(build(recipe, reversed))).toBe(once);
      }),
    );
  });

  it('changes with every single part that a saga in flight could notice, and no two such changes give the same one', () => {
    let tried = 0;
    fc.assert(
      fc.property(sagaRecipe, (recipe) => {
        const changed = changesOf(recipe).map(({ path, recipe }) => ({
          path: path.join('.'),
          recipe: JSON.stringify(recipe),
          print: fingerprint(build(recipe)),
        }));
        const before = fingerprint(build(recipe));
        expect(changed.filter(({ print }) => print === before)).toEqual([]);
        // Two changes may make the same recipe, such as taking out either of two equal branches.
        expect(new Set(changed.map(({ print }) => print)).size).toBe(new Set(changed.map(({ recipe }) => recipe)).size);
        tried += changed.length;
      }),
      { numRuns: process.env.SAGA_TESTS === 'all' ? 40 : 15 },
    );
    expect(tried).toBeGreaterThan(300);
  });

  it('does not change when a default is written out, or a length of time in another unit', () => {
    const plain = { compensate: act(), timeout: '30s' } as const;
    const full = {
      ...plain,
      timeout: 30_000,
      attemptTimeout: '5s',
      onDoubt: 'unwind',
      compensateLast: false,
      retry: { initialInterval: 100, backoffCoefficient: 2, maximumInterval: '5s' },
      compensation: { parkAfter: '2m' },
    } as const;
    const one = saga('trip').step('reserve', act(), plain).returns();
    const other = saga('trip', { version: 1, unwind: 'sequential', execution: 'adaptive' })
      .step('reserve', act(), full)
      .returns();
    expect(fingerprint(other)).toBe(fingerprint(one));
  });

  it('does not know functions: they can’t be compared', () => {
    const trip = (argument: string, output: string) =>
      saga('trip')
        .step(
          'reserve',
          desk.act(() => argument),
          { compensate: nothing },
        )
        .returns(() => output);
    expect(fingerprint(trip('one', 'two'))).toBe(fingerprint(trip('three', 'four')));
  });

  it('is that of the child as it was written, in a parent whose timeouts are scaled too', () => {
    const child = saga('child', { deadline: '1m' }).step('reserve', act(), { compensate: nothing }).returns();
    const parent = saga('parent')
      .saga('child', child, () => undefined)
      .returns();
    const [step] = scaleTimeouts(parent, 3).steps;
    expect(step?.run.kind === 'saga' && fingerprint(step.run.saga)).toBe(fingerprint(child));
  });

  it('never changes from one saga-core to the next: it is in the memo of sagas in flight', () => {
    expect(fingerprint(everything)).toBe('7-611c1fdb1d3bdd0e');
  });
});

describe('the hash of a text', () => {
  // From the authors' test vectors for FNV-1a of 64 bits.
  it.each([
    ['', 'cbf29ce484222325'],
    ['a', 'af63dc4c8601ec8c'],
    ['foobar', '85944171f73967e8'],
  ])('of %j is the published one', (text, hash) => {
    expect(hashText(text)).toBe(hash);
  });

  it('is what the definition of FNV-1a gives for any text', () => {
    const byDefinition = (text: string) =>
      [...text].reduce(
        (hash, one) => BigInt.asUintN(64, (hash ^ BigInt(one.charCodeAt(0))) * 0x100000001b3n),
        0xcbf29ce484222325n,
      );
    fc.assert(
      fc.property(fc.string({ unit: 'binary-ascii', maxLength: 200 }), (text) => {
        expect(hashText(text)).toBe(byDefinition(text).toString(16).padStart(16, '0'));
      }),
    );
  });
});
