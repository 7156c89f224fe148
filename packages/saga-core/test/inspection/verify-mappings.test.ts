// Mappings as people write them: what verify says of them, and that it always comes to an end.
import { type AnySaga, nothing, participant, saga, verify } from 'saga-core';
import { describe, expect, it } from 'vitest';

interface Thing {
  readonly id: string;
  readonly items: readonly { readonly id: string }[];
  readonly head: Linked | undefined;
}

interface Linked {
  readonly id: string;
  readonly next: Linked | undefined;
}

interface Effects {
  run(argument: unknown): Promise<Thing>;
  undo(argument: unknown): Promise<void>;
}

const guarded = participant<Effects>('guarded', { barrier: true });
const bare = participant<Effects>('bare');
type UndoContext = {
  readonly input: Thing;
  readonly outcome: { readonly kind: 'applied'; readonly result: Thing } | { readonly kind: 'inDoubt' };
  readonly results: Readonly<Record<string, Thing | undefined>>;
  readonly runKey: string;
};

const rulesIn = (definition: AnySaga) => verify(definition).map(({ rule, severity, step }) => [rule, severity, step]);
const run = guarded.run(({ input }: { readonly input: unknown }) => input);

function undoneBy(mapping: (context: UndoContext) => unknown, desk = guarded) {
  return saga<Thing>('one')
    .step(
      'pay',
      desk.run(({ input }) => input),
      { compensate: desk.undo(mapping as never) },
    )
    .returns();
}

describe('an undo that says nothing in doubt', () => {
  const silent: readonly [string, (context: UndoContext) => unknown][] = [
    ['by a look at its kind', ({ outcome }) => ({ id: outcome.kind === 'applied' ? outcome.result.id : undefined })],
    ['by its own name', ({ results }) => ({ id: results.pay?.id })],
    [
      'and loops over its result until that ends',
      ({ outcome }) => {
        const ids: string[] = [];
        for (let one = outcome.kind === 'applied' ? outcome.result.head : undefined; one; one = one.next)
          ids.push(one.id);
        return { ids };
      },
    ],
    ['and parses its result', ({ outcome }) => (outcome.kind === 'applied' ? new URL(outcome.result.id).pathname : '')],
  ];

  it.each(silent)('is found where no barrier is, and where one is as a warning: %s', (_, mapping) => {
    expect(rulesIn(undoneBy(mapping, bare as typeof guarded))).toEqual([['DOUBT_CANNOT_BE_UNDONE', 'error', 'pay']]);
    expect(rulesIn(undoneBy(mapping))).toEqual([['DOUBT_CANNOT_BE_UNDONE', 'warning', 'pay']]);
  });

  it.each<[string, (context: UndoContext) => unknown]>([
    ['that names the run by something of the input', ({ input }) => ({ id: input.id })],
    ['that never looks for the result', () => ({ all: true })],
    [
      'that gives the key in its place',
      ({ outcome, runKey }) => (outcome.kind === 'applied' ? outcome.result : runKey),
    ],
  ])('is not one at a barrier %s', (_, mapping) => {
    expect(rulesIn(undoneBy(mapping))).toEqual([]);
  });
});

describe('an undo that throws in doubt', () => {
  it('is found, as nothing is sent and it is parked', () => {
    const thrown = undoneBy(({ outcome }) => {
      if (outcome.kind !== 'applied') throw new Error('Nothing to undo.');
      return { id: outcome.result.id };
    });
    expect(rulesIn(thrown)).toEqual([['UNDO_READS_MISSING_RESULT', 'error', 'pay']]);
  });

  it('is not judged when it may have thrown for a stand-in', () => {
    const parsed = undoneBy(({ outcome, input }) =>
      outcome.kind === 'applied' ? { id: outcome.result.id } : { path: new URL(input.id).pathname },
    );
    expect(rulesIn(parsed)).toEqual([]);
  });
});

describe('verify comes to an end', () => {
  it.each<[string, (context: UndoContext) => unknown]>([
    [
      'with a list that a mapping empties',
      ({ input }) => {
        const [left, ids] = [input.items.slice(), []] as [{ id: string }[], (string | undefined)[]];
        while (left.length > 0) ids.push(left.pop()?.id);
        return ids;
      },
    ],
    [
      'with a chain that a mapping follows',
      ({ input }) => {
        let last = input.head;
        while (last?.next) last = last.next;
        return last;
      },
    ],
    [
      'with a mapping that goes on whatever it is told',
      ({ input }) => {
        for (let left = 3; left > 0; ) {
          try {
            while ('next' in input);
          } catch {
            left -= 1;
          }
        }
        return input;
      },
    ],
  ])('%s', (_, mapping) => {
    const errors = verify(undoneBy(mapping)).filter(({ severity }) => severity === 'error');
    expect(errors).toEqual([]);
  });

  it('with many conditions, and still finds what counts on each of them', () => {
    // Loose types: the names of its steps are made.
    interface Builder {
      when(condition: () => boolean, body: (inner: Builder) => Builder): Builder;
      step(name: string, call: unknown, options: object): Builder;
      returns(): AnySaga;
    }
    let builder = saga<Thing>('many') as unknown as Builder;
    const counts = 40;
    for (let at = 0; at < counts; at++)
      builder = builder.when(
        () => true,
        (inner) =>
          inner.step(`s${at}`, run, {
            compensate: guarded.undo((({ results, runKey }: UndoContext) =>
              at % 20 === 19
                ? [runKey, results[`s${at - 1}`]?.id, (results[`s${at - 2}`] as Thing).id]
                : runKey) as never),
          }),
      );
    expect(rulesIn(builder.returns())).toEqual([
      ['UNDO_READS_MISSING_RESULT', 'error', 's19'],
      ['UNDO_READS_MISSING_RESULT', 'error', 's39'],
    ]);
  });
});

describe('MAPPING_GIVES_PROMISE', () => {
  const rejects = (({ results }: UndoContext) => Promise.reject(new Error(String(results)))) as never;

  it('finds a promise wherever a saga asks for something, and lets none of them end the process', async () => {
    const escaped: unknown[] = [];
    const note = (reason: unknown) => escaped.push(reason);
    process.on('unhandledRejection', note);
    const late = saga<Thing>('late')
      .step('argument', guarded.run(rejects), { compensate: guarded.undo(rejects) })
      .when(rejects, (then) => then.step('asked', run, { compensate: nothing }))
      .forEach(rejects, { key: () => 'a' }, (each) => each.step('listed', run, { compensate: nothing }))
      .step('inside', guarded.run((() => ({ deep: [Promise.resolve(1)] })) as never), { compensate: nothing })
      .returns(rejects);
    const found = rulesIn(late);
    await new Promise((resolve) => setImmediate(resolve));
    process.off('unhandledRejection', note);
    const steps = ['argument', 'argument', 'asked', 'listed', 'inside', 'inside'];
    expect(found.map(([rule, , step]) => `${rule} ${step}`).sort()).toEqual(
      steps.map((step) => `MAPPING_GIVES_PROMISE ${step}`).sort(),
    );
    expect(escaped).toEqual([]);
  });

  it('is what an async undo is, and no other rule judges it', () => {
    const careless = undoneBy(async ({ outcome }) => (outcome as { result: Thing }).result.id, bare as typeof guarded);
    expect(rulesIn(careless)).toEqual([['MAPPING_GIVES_PROMISE', 'error', 'pay']]);
  });
});

describe('a condition that is itself about a result', () => {
  const wrapped = (isAsked: (results: Readonly<Record<'wrap', Thing | undefined>>) => boolean) =>
    saga<Thing>('gift')
      .when(
        ({ input }) => input.items.length > 1,
        (then) => then.step('wrap', run, { compensate: nothing }),
      )
      .when(
        ({ results }) => isAsked(results as never),
        (then) =>
          then.step('card', guarded.run((({ results }: UndoContext) => results.wrap?.id.length ?? fail()) as never), {
            compensate: nothing,
          }),
      )
      .returns();
  const fail = (): never => {
    throw new Error('Nothing is wrapped.');
  };

  it('guards what comes under it', () => {
    expect(rulesIn(wrapped(({ wrap }) => wrap !== undefined))).toEqual([]);
    expect(rulesIn(wrapped((results) => 'wrap' in results))).toEqual([]);
    expect(rulesIn(wrapped(({ wrap }) => wrap?.id === 'w-1'))).toEqual([]);
    expect(rulesIn(wrapped(() => true))).toEqual([['READS_SKIPPED_RESULT', 'error', 'card']]);
    expect(rulesIn(wrapped(({ wrap }) => wrap?.id !== 'w-1'))).toEqual([['READS_SKIPPED_RESULT', 'error', 'card']]);
  });
});

describe('a stand-in that is frozen', () => {
  it('can be read as before, and hides nothing', () => {
    const frozen = (desk: typeof guarded) =>
      undoneBy(({ input, outcome }) => {
        Object.freeze(input);
        if (!Object.isFrozen(input) || Object.keys(input).length !== 1) throw new Error('It is not frozen.');
        return { id: outcome.kind === 'applied' ? [outcome.result.id, ...Object.values(input)] : undefined };
      }, desk);
    expect(rulesIn(frozen(bare as typeof guarded))).toEqual([['DOUBT_CANNOT_BE_UNDONE', 'error', 'pay']]);
  });
});
