import type { SagaView } from '../engine/saga-view.ts';
import type { StatusAnswer } from '../protocol/status-answer.ts';

/** What a saga's workflow said of itself, with the attempts, which only its history knows. */
export function sagaViewOf({ steps, ...saga }: StatusAnswer, attempts: ReadonlyMap<string, number>): SagaView {
  return {
    ...saga,
    steps: steps.map((step) => {
      // The two are asked at the same time, and the history may be from just before what the saga says: who was heard was tried.
      const atLeast = step.status === 'applied' || step.status === 'refused' ? 1 : 0;
      return { ...step, attempts: Math.max(attempts.get(step.name) ?? 0, atLeast) };
    }),
  };
}
