import type { AnyCall } from './call.ts';
import type { CallPolicy } from './call-policy.ts';
import type { Flow, FlowNode } from './flow.ts';
import type { AnySaga } from './saga-definition.ts';
import type { StepDefinition } from './step.ts';
import type { CallRun, StepRun, StepUndo } from './step-run.ts';

/** What can be told of a call without running its function. */
export interface CallShape {
  readonly activity: string;
  readonly participant: string;
  readonly barrier: boolean;
  readonly policy: CallPolicy;
}

/** What can be told of what a step does when it runs. */
export type RunShape =
  | { readonly kind: 'call'; readonly call: CallShape; readonly probe?: CallShape; readonly fence?: CallShape }
  | { readonly kind: 'saga'; readonly saga: SagaShape }
  | { readonly kind: 'word'; readonly timeout: number };

/** What can be told of how a step is undone. */
export type UndoShape =
  | { readonly kind: 'call'; readonly call: CallShape }
  | { readonly kind: 'nothing' }
  | { readonly kind: 'childSaga' };

/** What can be told of a step. */
export interface StepShape {
  readonly kind: StepDefinition['kind'];
  readonly name: string;
  readonly run: RunShape;
  readonly undo?: UndoShape;
  readonly compensateLast?: boolean;
  readonly onDoubt?: string;
}

/** What can be told of a part of a flow. */
export type NodeShape =
  | StepShape
  | { readonly kind: 'parallel'; readonly branches: readonly FlowShape[] }
  | { readonly kind: 'when'; readonly flow: FlowShape }
  | { readonly kind: 'forEach'; readonly concurrency: number; readonly flow: FlowShape };

/** What can be told of a flow. */
export type FlowShape = readonly NodeShape[];

/** A definition without its functions: plain data, so that two of them can be compared. */
export interface SagaShape {
  readonly name: string;
  readonly version: number;
  readonly unwind: string;
  readonly execution: string;
  readonly deadline?: number;
  readonly settleWithin: number;
  readonly flow: FlowShape;
}

/**
 * All of a definition that can be compared. Two functions can't be, so mappings, conditions and item lists are not in it,
 * and neither is the input's schema, which is asked before a saga starts and never again.
 *
 * What is not set is left out rather than written down as unset: then a policy that a later saga-core adds does not change
 * the fingerprint of a definition that doesn't use it.
 */
export function definitionShape(definition: AnySaga): SagaShape {
  const { name, version, unwind, execution, deadline, settleWithin, flow } = definition;
  return {
    name,
    version,
    unwind,
    execution,
    ...(deadline === undefined ? {} : { deadline }),
    settleWithin,
    flow: flowShape(flow),
  };
}

function flowShape(flow: Flow): FlowShape {
  return flow.map(nodeShape);
}

function nodeShape(node: FlowNode): NodeShape {
  switch (node.kind) {
    case 'parallel':
      return { kind: node.kind, branches: node.branches.map(flowShape) };
    case 'when':
      return { kind: node.kind, flow: flowShape(node.flow) };
    case 'forEach':
      return { kind: node.kind, concurrency: node.concurrency, flow: flowShape(node.flow) };
    default:
      return stepShape(node);
  }
}

function stepShape(step: StepDefinition): StepShape {
  const { kind, name } = step;
  const run = runShape(step.run);
  if (step.kind !== 'compensatable') return { kind, name, run };
  const { undo, compensateLast, onDoubt } = step;
  return { kind, name, run, undo: undoShape(undo), compensateLast, onDoubt };
}

function runShape(run: StepRun): RunShape {
  switch (run.kind) {
    case 'call':
      return {
        kind: run.kind,
        call: callShape(run.call, run.policy),
        ...(run.probe === undefined ? {} : { probe: askShape(run.probe) }),
        ...(run.fence === undefined ? {} : { fence: askShape(run.fence) }),
      };
    case 'saga':
      return { kind: run.kind, saga: definitionShape(run.saga) };
    case 'word':
      return { kind: run.kind, timeout: run.timeout };
  }
}

function askShape(asked: NonNullable<CallRun['probe']>): CallShape {
  return callShape(asked.call, asked.policy);
}

function undoShape(undo: StepUndo): UndoShape {
  return undo.kind === 'call' ? { kind: undo.kind, call: callShape(undo.call, undo.policy) } : { kind: undo.kind };
}

function callShape({ activity, participant, barrier }: AnyCall, policy: CallPolicy): CallShape {
  return { activity, participant, barrier, policy };
}
