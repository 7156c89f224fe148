import type { AnySaga } from '../definition/saga-definition.ts';
import { findStep } from './address.ts';
import type { Decided } from './decided.ts';
import { isPivotSent } from './point-of-no-return.ts';
import type { SagaCause } from './saga-cause.ts';
import type { SagaState, StepState } from './saga-state.ts';
import { turnBack } from './turn-back.ts';
import { continueUnwinding } from './unwind.ts';

/**
 * Unwinds a saga that has completed, or whose performer is gone. What was in flight is in doubt at once, since nobody
 * will hear of it any more; an undo that was in flight is sent again, under its own key.
 */
export function takeBack(definition: AnySaga, state: SagaState, cause: SagaCause): Decided {
  // A saga that was unwinding already goes on with it, also after its pivot: that was refused.
  if (state.status === 'compensated' || (state.cause === undefined && isPivotSent(definition, state)))
    return [state, []];
  const steps = Object.entries(state.steps).map(
    ([address, step]) => [address, abandoned(definition, address, step)] as const,
  );
  // A fence that was under way is asked again: nobody hears its answer.
  const { fencing, ...rest } = state;
  const taken: SagaState = { ...rest, status: 'running', steps: Object.fromEntries(steps) };
  return taken.cause === undefined
    ? turnBack(definition, taken, fencing ?? cause)
    : continueUnwinding(definition, { ...taken, status: 'compensating' });
}

function abandoned(definition: AnySaga, address: string, step: StepState): StepState {
  const { probing: _probing, ...rest } = step;
  if (step.status === 'running' && findStep(definition, address)?.run.kind !== 'word')
    return { ...rest, status: 'inDoubt', outcome: { kind: 'inDoubt', doubt: { code: 'UNSETTLED' } } };
  if (step.status !== 'compensating') return step;
  return { ...step, status: step.outcome?.kind === 'applied' ? 'applied' : 'inDoubt' };
}
