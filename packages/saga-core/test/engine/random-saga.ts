import fc from 'fast-check';
import { type AnySaga, nothing, participant, type SagaBuilder, saga } from 'saga-core';

interface Thing {
  act(argument: unknown): Promise<string>;
  undo(argument: unknown): Promise<void>;
}

const thing = participant<Thing>('thing', { barrier: true });

interface StepShape {
  readonly undo: 'call' | 'nothing' | 'brokenMapping';
  readonly last: boolean;
  readonly onDoubt: 'unwind' | 'park';
  readonly mappingBreaks: boolean;
}

const stepShape: fc.Arbitrary<StepShape> = fc.record({
  undo: fc.oneof(
    { weight: 6, arbitrary: fc.constant('call' as const) },
    fc.constant('nothing' as const),
    fc.constant('brokenMapping' as const),
  ),
  last: fc.boolean(),
  onDoubt: fc.constantFrom('unwind', 'park'),
  mappingBreaks: fc.integer({ min: 0, max: 19 }).map((n) => n === 0),
});

/** Sagas of up to six compensatable steps, with or without pivot and retriable steps, and all policies that change what is decided. */
export const randomSaga: fc.Arbitrary<AnySaga> = fc
  .record({
    steps: fc.array(stepShape, { maxLength: 6 }),
    pivot: fc.boolean(),
    retriables: fc.integer({ min: 0, max: 2 }),
    unwind: fc.constantFrom('sequential' as const, 'parallel' as const),
    deadline: fc.boolean(),
  })
  .filter(({ steps, pivot }) => steps.length > 0 || pivot)
  .map(({ steps, pivot, retriables, unwind, deadline }) => {
    const begun: SagaBuilder<unknown, Record<string, unknown>> = saga<unknown>('random', {
      unwind,
      ...(deadline ? { deadline: '1m' } : {}),
    });
    const broken = (): never => {
      throw new Error('a mapping that breaks');
    };
    const upToPivot = steps.reduce(
      (builder, { undo, last, onDoubt, mappingBreaks }, index) =>
        builder.step(
          `s${index}` as never,
          thing.act(
            mappingBreaks ? broken : ({ results }: { results: unknown }) => ({ seen: Object.keys(results as object) }),
          ),
          {
            compensate:
              undo === 'nothing'
                ? nothing
                : thing.undo(undo === 'call' ? ({ outcome }: { outcome: { kind: string } }) => outcome.kind : broken),
            compensateLast: last,
            onDoubt,
          },
        ) as typeof builder,
      begun,
    );
    if (!pivot) return upToPivot.returns(() => 'done') as AnySaga;
    let after = upToPivot.pivot(
      'pivot' as never,
      thing.act(() => 'pivot'),
    );
    for (let index = 0; index < retriables; index += 1)
      after = after.retriable(
        `r${index}` as never,
        thing.act(() => 'retriable'),
      ) as typeof after;
    return after.returns(() => 'done') as AnySaga;
  });
