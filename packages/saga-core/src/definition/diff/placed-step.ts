import type { FlowShape, NodeShape, StepShape } from '../definition-shape.ts';

/** What a step stands in. */
export interface Surrounding {
  readonly kind: 'parallel' | 'branch' | 'when' | 'forEach';
  /** The names of all steps in it: what has no name of its own is known by them. */
  readonly steps: readonly string[];
  readonly concurrency?: number;
}

/** A step and what it stands in, from the outside in. */
export interface PlacedStep {
  readonly step: StepShape;
  readonly inside: readonly Surrounding[];
}

/** All steps of a flow, in order, with where they stand. */
export function placedSteps(flow: FlowShape, inside: readonly Surrounding[] = []): readonly PlacedStep[] {
  return flow.flatMap((node) => {
    switch (node.kind) {
      case 'parallel': {
        const around: Surrounding = { kind: 'parallel', steps: namesIn([node]) };
        return node.branches.flatMap((branch) =>
          placedSteps(branch, [...inside, around, { kind: 'branch', steps: namesIn(branch) }]),
        );
      }
      case 'when':
        return placedSteps(node.flow, [...inside, { kind: 'when', steps: namesIn(node.flow) }]);
      case 'forEach': {
        const { kind, concurrency } = node;
        return placedSteps(node.flow, [...inside, { kind, steps: namesIn(node.flow), concurrency }]);
      }
      default:
        return [{ step: node, inside }];
    }
  });
}

function namesIn(flow: FlowShape): readonly string[] {
  return flow.flatMap((node: NodeShape): readonly string[] => {
    if (node.kind === 'parallel') return node.branches.flatMap(namesIn);
    return node.kind === 'when' || node.kind === 'forEach' ? namesIn(node.flow) : [node.name];
  });
}
