import type { SagaView } from '../engine/saga-view.ts';
import type { StatusAnswer } from '../protocol/status-answer.ts';

/** What a saga's workflow said of itself, with the attempts, which only its history knows. */
export function sagaViewOf({ steps, ...saga }: StatusAnswer, attempts: ReadonlyMap<string, number>): SagaView {
  return { ...saga, steps: steps.map((step) => ({ ...step, attempts: attempts.get(step.name) ?? 0 })) };
}
