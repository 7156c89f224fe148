import type { Flow, FlowNode } from './flow.ts';
import type { StepDefinition } from './step.ts';
import type { CallRun } from './step-run.ts';

/**
 * Says of each step whether its call may be tried locally, and in which batch: consecutive local tries of one workflow
 * task, of which nothing is known durably before the task ends.
 *
 * A batch begins only where the saga is sure to have come by a durable point: at its start, or after something that
 * Temporal itself writes down before it goes on (a normal activity, a child saga). After a condition, a list or a word,
 * which may all pass in the same task, the next call is a normal activity. So whatever any worker has ever sent beyond
 * what is recorded lies in the one batch that the record stands in. Only steps at the top of a flow are in batches.
 */
export function inBatches(flow: Flow): Flow {
  let batch = 0;
  let isDurable = true;
  return Object.freeze(
    flow.map((node) => {
      if (isDurable && isStep(node) && mayBeInBatch(node)) return Object.freeze({ ...node, batch });
      batch += 1;
      isDurable = isSurelyDurable(node);
      return node;
    }),
  );
}

function isStep(node: FlowNode): node is StepDefinition {
  return node.kind === 'compensatable' || node.kind === 'pivot' || node.kind === 'retriable';
}

function mayBeInBatch(step: StepDefinition): boolean {
  const { run } = step;
  if (run.kind !== 'call' || run.policy.local !== true) return false;
  // Whether a local pivot has happened must be found out before anything is undone.
  if (step.kind === 'pivot') return run.fence !== undefined;
  if (step.kind === 'retriable') return true;
  // What may have been sent is undone although nobody knows; only a barrier makes that harmless.
  const undoIsHarmless = step.undo.kind === 'nothing' || (step.undo.kind === 'call' && isHarmless(step.undo.call, run));
  return undoIsHarmless && step.onDoubt === 'unwind';
}

function isHarmless(undo: { readonly participant: string; readonly barrier: boolean }, { call }: CallRun): boolean {
  return undo.barrier && undo.participant === call.participant;
}

function isSurelyDurable(node: FlowNode): boolean {
  switch (node.kind) {
    case 'parallel':
      return node.branches.some((branch) => branch.some(isSurelyDurable));
    case 'when':
    case 'forEach':
      return false;
    default:
      return node.run.kind !== 'word';
  }
}
