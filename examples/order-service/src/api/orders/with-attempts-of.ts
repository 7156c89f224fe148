import type { SagaView } from 'saga-core/client';

/**
 * A look at a saga, with at least the attempts that were seen before. They are counted elsewhere than where the saga tells of itself,
 * and may lag behind what somebody else has seen of them.
 */
export function withAttemptsOf(before: SagaView | undefined, saga: SagaView): SagaView {
  const seen = new Map(before?.steps.map(({ name, attempts }) => [name, attempts]));
  const steps = saga.steps.map((step) => ({ ...step, attempts: Math.max(step.attempts, seen.get(step.name) ?? 0) }));
  return { ...saga, steps };
}
