import type { CallPolicy } from './call-policy.ts';
import { stepsOf, withSteps } from './flow.ts';
import type { SagaDefinition } from './saga-definition.ts';
import type { StepDefinition } from './step.ts';
import type { StepRun, StepUndo } from './step-run.ts';

/** One try is never cut below this, however small the scale: a try that can't be answered in time proves nothing. */
const shortestAttempt = 500;

/**
 * The definition with every timeout, deadline and `parkAfter` multiplied by `scale`, for tests and slow environments.
 * Waits between tries stay: they bound load, not patience. A child saga gets the scale by its own start.
 */
export function scaleTimeouts<Input, Results, Output>(
  definition: SagaDefinition<Input, Results, Output>,
  scale: number,
): SagaDefinition<Input, Results, Output> {
  if (scale === 1) return definition;
  const flow = withSteps(definition.flow, (step) => scaledStep(step, scale));
  return Object.freeze({
    ...definition,
    settleWithin: Math.max(shortestAttempt, Math.ceil(definition.settleWithin * scale)),
    ...(definition.deadline === undefined ? {} : { deadline: Math.ceil(definition.deadline * scale) }),
    flow,
    steps: Object.freeze(stepsOf(flow)),
  });
}

function scaledStep(step: StepDefinition, scale: number): StepDefinition {
  const run = scaledRun(step.run, scale);
  return step.kind === 'compensatable' ? { ...step, run, undo: scaledUndo(step.undo, scale) } : { ...step, run };
}

function scaledRun(run: StepRun, scale: number): StepRun {
  switch (run.kind) {
    case 'call':
      return {
        ...run,
        policy: scaledPolicy(run.policy, scale),
        ...(run.probe === undefined ? {} : { probe: { ...run.probe, policy: scaledPolicy(run.probe.policy, scale) } }),
        ...(run.fence === undefined ? {} : { fence: { ...run.fence, policy: scaledPolicy(run.fence.policy, scale) } }),
      };
    case 'word':
      return { ...run, timeout: Math.ceil(run.timeout * scale) };
    case 'saga':
      return run;
  }
}

function scaledUndo(undo: StepUndo, scale: number): StepUndo {
  return undo.kind === 'call' ? { ...undo, policy: scaledPolicy(undo.policy, scale) } : undo;
}

function scaledPolicy(policy: CallPolicy, scale: number): CallPolicy {
  const attemptTimeout = Math.max(shortestAttempt, Math.ceil(policy.attemptTimeout * scale));
  return {
    ...policy,
    attemptTimeout,
    budget: Math.max(attemptTimeout, Math.ceil(policy.budget * scale)),
    ...(policy.heartbeatTimeout === undefined
      ? {}
      : { heartbeatTimeout: Math.max(shortestAttempt, Math.ceil(policy.heartbeatTimeout * scale)) }),
  };
}
