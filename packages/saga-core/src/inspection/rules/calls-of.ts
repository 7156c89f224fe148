import type { CallPolicy } from '../../definition/call-policy.ts';
import type { StepDefinition } from '../../definition/step.ts';

/** One of the calls of a step, and how it is performed. */
export interface PolicedCall {
  /** What it is, for people: `the run of step 'charge'`. */
  readonly what: string;
  readonly policy: CallPolicy;
  /** The option that bounds the whole, and where it is set. */
  readonly budget: 'timeout' | 'parkAfter' | 'compensation.parkAfter';
  /** What its other options are set under. */
  readonly prefix: '' | 'compensation.';
}

/** A step's run and its undo. Its probe and its fence have no options of their own. */
export function policedCalls(step: StepDefinition): readonly PolicedCall[] {
  const { name, run } = step;
  const calls: PolicedCall[] = [];
  if (run.kind === 'call') {
    const budget = step.kind === 'compensatable' ? 'timeout' : 'parkAfter';
    calls.push({ what: `The run of step '${name}'`, policy: run.policy, budget, prefix: '' });
  }
  if (step.kind === 'compensatable' && step.undo.kind === 'call') {
    const { policy } = step.undo;
    calls.push({
      what: `The undo of step '${name}'`,
      policy,
      budget: 'compensation.parkAfter',
      prefix: 'compensation.',
    });
  }
  return calls;
}
