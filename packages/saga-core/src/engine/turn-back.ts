import type { AnySaga } from '../definition/saga-definition.ts';
import { type Decided, stepOf, withStarted, withStep } from './decided.ts';
import { fencePivot, pivotToFence } from './fence-pivot.ts';
import type { SagaCause } from './saga-cause.ts';
import type { SagaState } from './saga-state.ts';
import { beginUnwinding } from './unwind.ts';
import { stepsWithinReach } from './within-reach.ts';

/**
 * Unwinds a saga for a cause that says nothing of what workers may have sent beyond what is recorded: a cancel, a deadline,
 * doubt, a person's word. (A participant's refusal does: it is stored there, so that no worker can have passed it.)
 * First the pivot is made sure of, if any worker may have sent it; then everything that may have been sent is undone,
 * whether it was or not. A barrier makes an undo without a run harmless.
 */
export function turnBack(definition: AnySaga, state: SagaState, cause: SagaCause): Decided {
  if (state.fencing !== undefined) return [state, []];
  const pivot = pivotToFence(definition, state);
  if (pivot !== undefined) return fencePivot(state, pivot, cause);
  return beginUnwinding(definition, withAllArmed(definition, state), cause);
}

/** The undo of every step that any worker may have sent is armed, as of one in doubt. */
export function withAllArmed(definition: AnySaga, state: SagaState): SagaState {
  return stepsWithinReach(definition, state).reduce((before, { name, kind }) => {
    const step = stepOf(before, name);
    if (kind !== 'compensatable' || step.status !== 'pending') return before;
    const outcome = { kind: 'inDoubt' as const, doubt: { code: 'FORGOTTEN' as const } };
    return withStarted(withStep(before, name, { ...step, status: 'inDoubt', outcome }), name);
  }, state);
}
