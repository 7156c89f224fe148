import type { CallPolicy } from './call-policy.ts';
import type { SagaDefinition } from './saga-definition.ts';

/** One try is never cut below this, however small the scale: a try that can't be answered in time proves nothing. */
const shortestAttempt = 500;

/**
 * The definition with every timeout, deadline and `parkAfter` multiplied by `scale`, for tests and slow environments.
 * Waits between tries stay: they bound load, not patience.
 */
export function scaleTimeouts<Input, Results, Output>(
  definition: SagaDefinition<Input, Results, Output>,
  scale: number,
): SagaDefinition<Input, Results, Output> {
  if (scale === 1) return definition;
  const scaled = (policy: CallPolicy): CallPolicy => {
    const attemptTimeout = Math.max(shortestAttempt, Math.ceil(policy.attemptTimeout * scale));
    return {
      ...policy,
      attemptTimeout,
      budget: Math.max(attemptTimeout, Math.ceil(policy.budget * scale)),
      ...(policy.heartbeatTimeout === undefined
        ? {}
        : { heartbeatTimeout: Math.max(shortestAttempt, Math.ceil(policy.heartbeatTimeout * scale)) }),
    };
  };
  return Object.freeze({
    ...definition,
    settleWithin: Math.max(shortestAttempt, Math.ceil(definition.settleWithin * scale)),
    ...(definition.deadline === undefined ? {} : { deadline: Math.ceil(definition.deadline * scale) }),
    steps: definition.steps.map((step) =>
      step.kind === 'compensatable'
        ? { ...step, runPolicy: scaled(step.runPolicy), compensatePolicy: scaled(step.compensatePolicy) }
        : { ...step, runPolicy: scaled(step.runPolicy) },
    ),
  });
}
