import fc from 'fast-check';
import { type AnySaga, nothing, participant, saga } from 'saga-core';

type Shape =
  | {
      readonly kind: 'step';
      readonly name: number;
      readonly undone: boolean;
      readonly last: boolean;
      readonly barrier: boolean;
      readonly parks: boolean;
    }
  | { readonly kind: 'waitFor'; readonly name: number }
  | { readonly kind: 'saga'; readonly name: number }
  | { readonly kind: 'parallel' | 'when' | 'forEach'; readonly inner: readonly Shape[] };

interface Effects {
  readonly [activity: string]: (argument: unknown) => Promise<unknown>;
}

/** The methods of the builders, whatever they would know of types: the flows are random. */
interface Builder {
  step(name: string, run: unknown, options: unknown): Builder;
  waitFor(name: string, options: unknown): Builder;
  saga(name: string, child: AnySaga, input: unknown): Builder;
  parallel(body: (inner: Builder) => Builder): Builder;
  branch(body: (inner: Builder) => Builder): Builder;
  when(condition: unknown, body: (inner: Builder) => Builder): Builder;
  forEach(items: unknown, options: unknown, body: (inner: Builder) => Builder): Builder;
  pivot(name: string, run: unknown): Builder;
  retriable(name: string, run: unknown): Builder;
  returns(): AnySaga;
}

const leaf = fc.oneof(
  fc.record({
    kind: fc.constant('step' as const),
    name: fc.nat(1e9),
    undone: fc.boolean(),
    last: fc.boolean(),
    barrier: fc.boolean(),
    parks: fc.boolean(),
  }),
  fc.record({ kind: fc.constant('waitFor' as const), name: fc.nat(1e9) }),
  fc.record({ kind: fc.constant('saga' as const), name: fc.nat(1e9) }),
);

const { shape } = fc.letrec<{ shape: Shape }>((tie) => ({
  shape: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaf,
    fc.record({
      kind: fc.constantFrom('parallel' as const, 'when' as const, 'forEach' as const),
      inner: fc.array(tie('shape'), { minLength: 1, maxLength: 3 }),
    }),
  ),
}));

/** Any saga: any flow, and activities of any name at all. */
export const arbitrarySaga: fc.Arbitrary<AnySaga> = fc
  .record({
    shapes: fc.array(shape, { minLength: 1, maxLength: 5 }),
    hasPivot: fc.boolean(),
    unwind: fc.constantFrom('sequential' as const, 'parallel' as const),
    activity: fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('end', '"];x', '<b>', '#quot;', '`a`', '%% b', '**c**', 'a\nb', 'ﬂ°°35¶ß'),
    ),
  })
  .map(({ shapes, hasPivot, unwind, activity }) => {
    const own = participant<Effects>('own', { barrier: true });
    const others = participant<Effects>('others');
    const name = activity === 'then' ? 'any' : activity;
    const call = (barrier: boolean) => (barrier ? own : others)[name]?.(() => undefined);
    const child = saga<unknown>('child')
      .step('inner', own.do?.(() => undefined) as never, { compensate: nothing })
      .returns();
    let count = 0;
    const next = (id: number) => `s${id}_${count++}`;
    const add = (builder: Builder, one: Shape, isItem: boolean): Builder => {
      switch (one.kind) {
        case 'step':
          return builder.step(next(one.name), call(one.barrier), {
            compensate: one.undone ? call(one.barrier) : nothing,
            compensateLast: one.last,
            onDoubt: one.parks ? 'park' : 'unwind',
          });
        case 'waitFor':
          return builder.waitFor(next(one.name), { timeout: '1m' });
        case 'saga':
          return builder.saga(next(one.name), child, () => undefined);
        case 'when':
          return builder.when(
            () => true,
            (inner) => all(inner, one.inner, isItem),
          );
        case 'forEach':
          // A list in a list has to be a saga of its own.
          if (isItem) return all(builder, one.inner, true);
          return builder.forEach(
            () => [],
            { key: String },
            (inner) => all(inner, one.inner, true),
          );
        case 'parallel':
          return builder.parallel((inner) =>
            one.inner.reduce((before, branch) => before.branch((within) => add(within, branch, isItem)), inner),
          );
      }
    };
    const all = (builder: Builder, many: readonly Shape[], isItem: boolean): Builder =>
      many.reduce((before, one) => add(before, one, isItem), builder);
    const built = all(saga<unknown>('any', { unwind }) as unknown as Builder, shapes, false);
    return (hasPivot ? built.pivot('thePivot', call(true)).retriable('after', call(true)) : built).returns();
  });
