import type { StepDefinition } from './step.ts';

/** Branches that run at the same time. None sees another's results. */
export interface ParallelNode {
  readonly kind: 'parallel';
  readonly branches: readonly Flow[];
}

/** Steps that run only when a condition holds. It is asked once, when the saga gets there. */
export interface WhenNode {
  readonly kind: 'when';
  /** Its place in the flow, such as `2` or `2.0.1`: under it the state keeps what was decided. */
  readonly id: string;
  readonly condition: (context: never) => boolean;
  readonly flow: Flow;
}

/** Steps that run for each item of a list. The items are made once, when the saga gets there. */
export interface ForEachNode {
  readonly kind: 'forEach';
  readonly id: string;
  readonly items: (context: never) => readonly unknown[];
  readonly key: (item: never) => string;
  /** How many items are under way at the same time. */
  readonly concurrency: number;
  readonly flow: Flow;
}

export type FlowNode = StepDefinition | ParallelNode | WhenNode | ForEachNode;

/** What runs one after the other. */
export type Flow = readonly FlowNode[];

/** All steps of a flow, in the order in which they stand. */
export function stepsOf(flow: Flow): readonly StepDefinition[] {
  return flow.flatMap((node) => {
    if (node.kind === 'parallel') return node.branches.flatMap(stepsOf);
    return node.kind === 'when' || node.kind === 'forEach' ? stepsOf(node.flow) : [node];
  });
}

/** Gives each node its place, and each step the `forEach` that repeats it. @internal */
export function placed(flow: Flow, prefix = '', forEach?: string): Flow {
  return Object.freeze(
    flow.map((node, index) => {
      const id = `${prefix}${index}`;
      switch (node.kind) {
        case 'parallel':
          return Object.freeze({
            ...node,
            branches: node.branches.map((branch, at) => placed(branch, `${id}.${at}.`, forEach)),
          });
        case 'when':
          return Object.freeze({ ...node, id, flow: placed(node.flow, `${id}.`, forEach) });
        case 'forEach':
          return Object.freeze({ ...node, id, flow: placed(node.flow, `${id}.`, id) });
        default:
          return forEach === undefined ? node : Object.freeze({ ...node, forEach });
      }
    }),
  );
}

/** The flow with each step changed. */
export function withSteps(flow: Flow, change: (step: StepDefinition) => StepDefinition): Flow {
  return Object.freeze(
    flow.map((node) => {
      switch (node.kind) {
        case 'parallel':
          return Object.freeze({ ...node, branches: node.branches.map((branch) => withSteps(branch, change)) });
        case 'when':
        case 'forEach':
          return Object.freeze({ ...node, flow: withSteps(node.flow, change) });
        default:
          return Object.freeze(change(node));
      }
    }),
  );
}
