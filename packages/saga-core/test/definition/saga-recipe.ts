import fc from 'fast-check';
import { type AnySaga, nothing, participant, saga } from 'saga-core';

type Activities = Record<string, (argument: unknown) => Promise<unknown>>;

/** Everything about a call that a definition can say without a function. */
export interface CallRecipe {
  readonly activity: string;
  readonly participant: string;
  readonly barrier: boolean;
  readonly budget: number;
  readonly attemptTimeout: number;
  readonly heartbeatTimeout: number | null;
  readonly initialInterval: number;
  readonly backoffCoefficient: number;
  readonly maximumInterval: number;
  readonly maximumAttempts: number | null;
}

type Whose = Pick<CallRecipe, 'activity' | 'participant' | 'barrier'>;

export interface StepRecipe {
  readonly is: 'step';
  readonly name: string;
  readonly run: CallRecipe;
  readonly probe: Whose | null;
  readonly undo: CallRecipe | null;
  readonly compensateLast: boolean;
  readonly parksDoubt: boolean;
}

export type NodeRecipe =
  | StepRecipe
  | { readonly is: 'waitFor'; readonly name: string; readonly timeout: number }
  | { readonly is: 'saga'; readonly name: string; readonly child: SagaRecipe }
  | { readonly is: 'parallel'; readonly branches: readonly (readonly NodeRecipe[])[] }
  | { readonly is: 'when'; readonly flow: readonly NodeRecipe[] }
  | { readonly is: 'forEach'; readonly concurrency: number; readonly flow: readonly NodeRecipe[] };

/** A definition as plain data, which tests can change in one place and build again. */
export interface SagaRecipe {
  readonly name: string;
  readonly version: number;
  readonly unwindsInParallel: boolean;
  readonly deadline: number | null;
  readonly flow: readonly NodeRecipe[];
  readonly pivot: { readonly name: string; readonly run: CallRecipe } | null;
  readonly retriables: readonly { readonly name: string; readonly run: CallRecipe }[];
}

/** The methods of a saga's builder without their types: a recipe is put together at run time. */
interface LooseBuilder {
  step(name: string, call: unknown, options: object): LooseBuilder;
  waitFor(name: string, options: object): LooseBuilder;
  saga(name: string, child: AnySaga, input: () => unknown): LooseBuilder;
  parallel(body: (parallel: LooseBuilder) => LooseBuilder): LooseBuilder;
  branch(body: (flow: LooseBuilder) => LooseBuilder): LooseBuilder;
  when(condition: () => boolean, body: (flow: LooseBuilder) => LooseBuilder): LooseBuilder;
  forEach(items: () => unknown[], options: object, body: (flow: LooseBuilder) => LooseBuilder): LooseBuilder;
  pivot(name: string, call: unknown, options: object): LooseBuilder;
  retriable(name: string, call: unknown, options: object): LooseBuilder;
  returns(): AnySaga;
}

/** Builds a definition of a recipe. `arrange` may reorder the keys of every object of options. */
export function build(
  recipe: SagaRecipe,
  arrange: <Options extends object>(options: Options) => Options = same,
): AnySaga {
  const { name, version, unwindsInParallel, deadline, flow, pivot, retriables } = recipe;
  const begun = saga<unknown>(
    name,
    arrange({
      version,
      unwind: unwindsInParallel ? ('parallel' as const) : ('sequential' as const),
      ...(deadline === null ? {} : { deadline }),
    }),
  ) as unknown as LooseBuilder;
  const add = (builder: LooseBuilder, node: NodeRecipe): LooseBuilder => {
    const addAll = (to: LooseBuilder, nodes: readonly NodeRecipe[]) => nodes.reduce(add, to);
    switch (node.is) {
      case 'step': {
        const { run, probe, undo, compensateLast, parksDoubt } = node;
        return builder.step(
          node.name,
          call(run),
          arrange({
            ...policy(run, 'timeout', arrange),
            compensate: undo === null ? nothing : call(undo),
            ...(undo === null ? {} : { compensation: arrange(policy(undo, 'parkAfter', arrange)) }),
            ...(probe === null ? {} : { probe: call(probe) }),
            compensateLast,
            onDoubt: parksDoubt ? 'park' : 'unwind',
          }),
        );
      }
      case 'waitFor':
        return builder.waitFor(node.name, { timeout: node.timeout });
      case 'saga':
        return builder.saga(node.name, build(node.child, arrange), () => ({}));
      case 'parallel':
        return builder.parallel((parallel) =>
          node.branches.reduce((to, branch) => to.branch((inner) => addAll(inner, branch)), parallel),
        );
      case 'when':
        return builder.when(
          () => true,
          (inner) => addAll(inner, node.flow),
        );
      case 'forEach': {
        const { concurrency } = node;
        return builder.forEach(noItems, arrange({ key: () => 'one', concurrency }), (inner) =>
          addAll(inner, node.flow),
        );
      }
    }
  };
  const upToPivot = flow.reduce(add, begun);
  if (pivot === null) return upToPivot.returns();
  const pivoted = upToPivot.pivot(pivot.name, call(pivot.run), arrange(policy(pivot.run, 'parkAfter', arrange)));
  return retriables
    .reduce((to, { name, run }) => to.retriable(name, call(run), arrange(policy(run, 'parkAfter', arrange))), pivoted)
    .returns();
}

const noItems = () => [];

function same<Options>(options: Options): Options {
  return options;
}

function call({ participant: name, barrier, activity }: Whose) {
  const made = participant<Activities>(name, { barrier })[activity];
  return made?.(() => ({}));
}

function policy(
  recipe: CallRecipe,
  whole: 'timeout' | 'parkAfter',
  arrange: <Options extends object>(options: Options) => Options,
) {
  const { budget, attemptTimeout, heartbeatTimeout, initialInterval, backoffCoefficient, maximumInterval } = recipe;
  return {
    [whole]: budget,
    attemptTimeout,
    ...(heartbeatTimeout === null ? {} : { heartbeatTimeout }),
    retry: arrange({
      initialInterval,
      backoffCoefficient,
      maximumInterval,
      ...(recipe.maximumAttempts === null ? {} : { maximumAttempts: recipe.maximumAttempts }),
    }),
  };
}

const whose: { readonly [Part in keyof Whose]: fc.Arbitrary<Whose[Part]> } = {
  activity: fc.constantFrom('act', 'undo', 'ask'),
  participant: fc.constantFrom('desk', 'bank'),
  barrier: fc.boolean(),
};

const callRecipe: fc.Arbitrary<CallRecipe> = fc.record({
  ...whose,
  budget: fc.integer({ min: 50_000, max: 60_000 }),
  attemptTimeout: fc.integer({ min: 1_000, max: 2_000 }),
  heartbeatTimeout: fc.option(fc.integer({ min: 100, max: 200 })),
  initialInterval: fc.integer({ min: 10, max: 20 }),
  backoffCoefficient: fc.constantFrom(1, 2, 3),
  maximumInterval: fc.integer({ min: 100, max: 200 }),
  maximumAttempts: fc.option(fc.integer({ min: 1, max: 5 })),
});

const step: fc.Arbitrary<NodeRecipe> = fc.record({
  is: fc.constant('step' as const),
  name: fc.constant('step'),
  run: callRecipe,
  probe: fc.option<Whose>(fc.record(whose)),
  undo: fc.option<CallRecipe>(callRecipe),
  compensateLast: fc.boolean(),
  parksDoubt: fc.boolean(),
});

const waitFor: fc.Arbitrary<NodeRecipe> = fc.record({
  is: fc.constant('waitFor' as const),
  name: fc.constant('word'),
  timeout: fc.integer({ min: 1_000, max: 2_000 }),
});

function flowRecipe(depth: number, inItem = false): fc.Arbitrary<readonly NodeRecipe[]> {
  const leaves = [{ weight: 4, arbitrary: step }, waitFor];
  if (depth === 0) return fc.array(fc.oneof(...leaves), { minLength: 1, maxLength: 2 });
  const inner = flowRecipe(depth - 1, inItem);
  const nodes: fc.Arbitrary<NodeRecipe>[] = [
    fc.record({ is: fc.constant('saga' as const), name: fc.constant('child'), child: childRecipe(depth - 1) }),
    fc.record({ is: fc.constant('parallel' as const), branches: fc.array(inner, { minLength: 2, maxLength: 3 }) }),
    fc.record({ is: fc.constant('when' as const), flow: inner }),
    ...(inItem
      ? []
      : [
          fc.record({
            is: fc.constant('forEach' as const),
            concurrency: fc.integer({ min: 1, max: 9 }),
            flow: flowRecipe(depth - 1, true),
          }),
        ]),
  ];
  return fc.array(fc.oneof(...leaves, ...nodes), { minLength: 1, maxLength: 4 });
}

const head = {
  version: fc.integer({ min: 1, max: 9 }),
  unwindsInParallel: fc.boolean(),
  deadline: fc.option(fc.integer({ min: 10_000, max: 20_000 })),
};

function childRecipe(depth: number): fc.Arbitrary<SagaRecipe> {
  return fc
    .record({
      ...head,
      name: fc.constantFrom('childA', 'childB'),
      flow: flowRecipe(depth),
      pivot: fc.constant(null),
      retriables: fc.constant([]),
    })
    .map(withOwnNames);
}

/** Definitions of every kind of node, three deep, with every policy set in every way. */
export const sagaRecipe: fc.Arbitrary<SagaRecipe> = fc
  .record({
    ...head,
    name: fc.constant('random'),
    flow: flowRecipe(2),
    pivot: fc.option(fc.record({ name: fc.constant('pivot'), run: callRecipe })),
    retriables: fc.array(fc.record({ name: fc.constant('retriable'), run: callRecipe }), { maxLength: 2 }),
  })
  .map((recipe) => (recipe.pivot === null ? { ...recipe, retriables: [] } : recipe))
  .map(withOwnNames);

/** Gives each step of a saga a name of its own: the order in which they stand. */
function withOwnNames(recipe: SagaRecipe): SagaRecipe {
  let count = 0;
  const named = <Named extends { readonly name: string }>(one: Named) => ({ ...one, name: `${one.name}${count++}` });
  const flow = (nodes: readonly NodeRecipe[]): readonly NodeRecipe[] =>
    nodes.map((node): NodeRecipe => {
      switch (node.is) {
        case 'parallel':
          return { ...node, branches: node.branches.map(flow) };
        case 'when':
        case 'forEach':
          return { ...node, flow: flow(node.flow) };
        default:
          return named(node);
      }
    });
  return { ...recipe, flow: flow(recipe.flow), retriables: recipe.retriables.map(named) };
}
