import type { AnySaga } from '../definition/saga-definition.ts';
import type { StepDefinition } from '../definition/step.ts';
import type { SagaState } from './saga-state.ts';

/** The saga has reached one of its two ends. */
export function hasEnded(state: SagaState): boolean {
  return state.status === 'completed' || state.status === 'compensated';
}

/** The pivot's call was sent, as far as is known: whatever it answers, nobody can stop the saga from outside any more. */
export function isPivotSent(definition: AnySaga, state: SagaState): boolean {
  return (
    state.fenced === 'applied' ||
    definition.steps.some((step) => step.kind === 'pivot' && state.started.includes(step.name))
  );
}

/**
 * A cancel at this moment unwinds the saga, or finds it unwinding already; or whether a worker that died has sent the pivot is
 * asked first, also where a person has said that it did not happen, and the cancel is too late if it did.
 * Later it is too late: the pivot was sent, or the saga has ended.
 */
export function canCancel(definition: AnySaga, state: SagaState): boolean {
  const isTurning = state.cause !== undefined || state.fencing !== undefined;
  return !hasEnded(state) && (isTurning || !isPivotSent(definition, state));
}

/** The step is one that must be done: it stands after the pivot, or before one that is known to have happened. */
export function isForward(definition: AnySaga, state: SagaState, { kind }: StepDefinition): boolean {
  return kind === 'retriable' || (kind === 'compensatable' && isPivotSent(definition, state));
}
