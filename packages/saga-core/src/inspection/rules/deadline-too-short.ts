import { durationText } from '../../definition/diff/duration-text.ts';
import type { Flow, FlowNode } from '../../definition/flow.ts';
import type { StepDefinition } from '../../definition/step.ts';
import type { Rule } from './rule.ts';

/** A deadline that ends before the steps up to the pivot can use the time that each was given. */
export const deadlineTooShort: Rule = ({ deadline, flow }) => {
  if (deadline === undefined) return [];
  const past = firstPast(flow, 0, deadline);
  if (!('step' in past)) return [];
  const { step, spent, length } = past;
  const alone = length > deadline ? ` It has ${durationText(length)} for itself alone, which it can never use.` : '';
  return [
    {
      severity: 'warning',
      step: step.name,
      message: `The deadline of ${durationText(deadline)} may end before step '${step.name}' has used its time: up to its end the steps on the way have ${durationText(spent)}.${alone} The saga is then unwound although each step is within its limits; make the deadline longer, or the timeouts shorter.`,
    },
  ];
};

interface InTime {
  /** Milliseconds from the start to the end, when every step takes all of its time. */
  readonly spent: number;
}

interface Past extends InTime {
  readonly step: StepDefinition;
  readonly length: number;
}

/** The first step whose time goes past the deadline; or how much of it all steps together take. */
function firstPast(flow: Flow, before: number, deadline: number): Past | InTime {
  let spent = before;
  for (const node of flow) {
    const next = pastIn(node, spent, deadline);
    if ('step' in next) return next;
    spent = next.spent;
  }
  return { spent };
}

function pastIn(node: FlowNode, before: number, deadline: number): Past | InTime {
  switch (node.kind) {
    case 'parallel': {
      const branches = node.branches.map((branch) => firstPast(branch, before, deadline));
      return branches.find((branch) => 'step' in branch) ?? latest(branches, before);
    }
    // Of a condition that holds; of a list that has one item at least.
    case 'when':
    case 'forEach':
      return firstPast(node.flow, before, deadline);
    default: {
      // Once the pivot is sent the deadline counts no more.
      const length = node.kind === 'compensatable' ? lengthOf(node) : 0;
      const spent = before + length;
      return spent > deadline ? { step: node, spent, length } : { spent };
    }
  }
}

function latest(ends: readonly InTime[], before: number): InTime {
  return { spent: ends.reduce((latest, { spent }) => (spent > latest ? spent : latest), before) };
}

function lengthOf({ run }: StepDefinition): number {
  switch (run.kind) {
    case 'call':
      return run.policy.budget;
    case 'word':
      return run.timeout;
    case 'saga':
      return run.saga.deadline ?? firstPast(run.saga.flow, 0, Infinity).spent;
  }
}
