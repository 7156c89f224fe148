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
 * A cancel at this moment unwinds the saga, or finds it unwinding already; or it first asks whether a worker that died has
 * sent the pivot, and is too late if so.
 * Later it is too late: the pivot was sent, or the saga has ended.
 */
export function canCancel(definition: AnySaga, state: SagaState): boolean {
  return !hasEnded(state) && (state.cause !== undefined || !isPivotSent(definition, state));
}

/** The step is one that must be done: it stands after the pivot, or before one that is known to have happened. */
export function isForward(definition: AnySaga, state: SagaState, { kind }: StepDefinition): boolean {
  return kind === 'retriable' || (kind === 'compensatable' && isPivotSent(definition, state));
}
