import fc from 'fast-check';
import { type AnySaga, type Execution, nothing, participant, saga } from 'saga-core';
import { type Shape, shapes } from './random-shape.ts';

interface Thing {
  act(argument: unknown): Promise<string>;
  undo(argument: unknown): Promise<void>;
  ask(argument: unknown): Promise<never>;
  close(argument: unknown): Promise<never>;
}

const thing = participant<Thing>('thing', { barrier: true });

/** The builder as it is at run time: which of its methods come when, the shapes see to, and not the types. */
type Builder = Record<
  'step' | 'retriable' | 'pivot' | 'pivotSaga' | 'saga' | 'waitFor',
  (...given: unknown[]) => Builder
> &
  Record<'parallel' | 'branch' | 'when' | 'forEach', (...given: unknown[]) => Builder> & {
    returns(output: () => unknown): AnySaga;
  };

const child = saga<unknown>('child')
  .step(
    'inside',
    thing.act(() => 'inside'),
    { compensate: nothing },
  )
  .returns(() => 'out of a child') as AnySaga;

const broken = (): never => {
  throw new Error('a mapping that breaks');
};
const mapping = ({ sagaId, itemKey }: { sagaId: string; itemKey?: string }) => ({ sagaId, itemKey });

/** Gives each step a name of its own. */
class Names {
  #count = 0;

  next(kind: string): string {
    this.#count += 1;
    return `${kind}${this.#count}`;
  }
}

function added(builder: Builder, shape: Shape, names: Names, pivoted: boolean): Builder {
  switch (shape.kind) {
    case 'step':
      return withStep(builder, shape, names, pivoted);
    case 'word':
      // After the pivot nobody is waited for.
      return pivoted ? builder : builder.waitFor(names.next('word'), { timeout: '1h' });
    case 'child':
      return builder.saga(names.next('child'), child, shape.mappingBreaks && !pivoted ? broken : mapping);
    case 'parallel':
      return builder.parallel((branches: Builder) =>
        shape.branches.reduce(
          (all, branch) => all.branch((flow: Builder) => withAll(flow, branch, names, pivoted)),
          branches,
        ),
      );
    case 'when':
      return builder.when(shape.breaks && !pivoted ? broken : () => shape.holds, (flow: Builder) =>
        withAll(flow, shape.flow, names, pivoted),
      );
    case 'forEach':
      return builder.forEach(
        () => (shape.breaks && !pivoted ? ['same', 'same'] : shape.items),
        { key: (item: string) => item, concurrency: shape.concurrency },
        (flow: Builder) => withAll(flow, shape.flow, names, pivoted),
      );
  }
}

function withStep(builder: Builder, shape: Shape & { kind: 'step' }, names: Names, pivoted: boolean): Builder {
  const act = thing.act(shape.mappingBreaks && !pivoted ? broken : mapping);
  const probe = shape.probe ? { probe: thing.ask(({ runKey }: { runKey: string }) => runKey) } : {};
  if (pivoted) return builder.retriable(names.next('retriable'), act, probe);
  const undone = shape.undo === 'brokenMapping' ? broken : ({ outcome }: { outcome: { kind: string } }) => outcome.kind;
  return builder.step(names.next('step'), act, {
    compensate: shape.undo === 'nothing' ? nothing : thing.undo(undone),
    compensateLast: shape.last,
    onDoubt: shape.onDoubt,
    ...probe,
  });
}

// A body needs a step, and a shape may add none after the pivot.
function withAll(builder: Builder, flow: readonly Shape[], names: Names, pivoted: boolean): Builder {
  const all = flow.reduce((before, shape) => added(before, shape, names, pivoted), builder);
  if (all !== builder) return all;
  return withStep(
    builder,
    { kind: 'step', undo: 'call', last: false, onDoubt: 'unwind', mappingBreaks: false, probe: false },
    names,
    pivoted,
  );
}

/** What a whole saga looks like. */
interface SagaShape {
  readonly before: readonly Shape[];
  readonly pivot: 'none' | 'call' | 'child';
  readonly after: readonly Shape[];
  readonly unwind: 'sequential' | 'parallel';
  readonly deadline: boolean;
  readonly probe: boolean;
  readonly execution: Execution;
  readonly fence: boolean;
}

/** Trees of all that a flow can be made of, with or without a pivot, with all policies that change what is decided. */
export const randomShape: fc.Arbitrary<SagaShape> = fc.record({
  before: shapes(3),
  pivot: fc.constantFrom('none', 'call', 'child'),
  after: shapes(1),
  unwind: fc.constantFrom('sequential', 'parallel'),
  deadline: fc.boolean(),
  probe: fc.boolean(),
  execution: fc.constantFrom('activity', 'adaptive'),
  fence: fc.boolean(),
});

/** The saga of a shape. */
export function sagaOf({ before, pivot, after, unwind, deadline, probe, execution, fence }: SagaShape): AnySaga {
  const names = new Names();
  const begun = saga<unknown>('random', {
    unwind,
    execution,
    ...(deadline ? { deadline: '1m' } : {}),
  }) as unknown as Builder;
  const upToPivot = withAll(begun, before, names, false);
  if (pivot === 'none') return upToPivot.returns(() => 'done');
  const asked = probe ? { probe: thing.ask(({ runKey }: { runKey: string }) => runKey) } : {};
  const fenced = fence ? { fence: thing.close(({ runKey }: { runKey: string }) => runKey) } : {};
  const pivoted =
    pivot === 'call'
      ? upToPivot.pivot('pivot', thing.act(mapping), { ...asked, ...fenced })
      : upToPivot.pivotSaga('pivot', child, mapping);
  return after.reduce((flow, shape) => added(flow, shape, names, true), pivoted).returns(() => 'done');
}
