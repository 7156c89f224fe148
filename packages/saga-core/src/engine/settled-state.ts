import type { AnySaga } from '../definition/saga-definition.ts';
import { findStep } from './address.ts';
import type { SagaState, StepState } from './saga-state.ts';

/**
 * The state of a saga whose performer is gone: nobody will hear of what was in flight, and what was parked is tried again.
 * Why it unwinds is told anew with `takenBack`.
 */
export function settledState(definition: AnySaga, state: SagaState): SagaState {
  const { cause: _cause, fencing: _fencing, ...rest } = state;
  return {
    ...rest,
    status: 'running',
    steps: Object.fromEntries(Object.entries(state.steps).map(([address, step]) => [address, settled(step)])),
    // A pivot that was refused or fenced has done nothing. On the stack it would stand for a point that nobody can go back over.
    started: state.started.filter(
      (address) =>
        findStep(definition, address)?.kind !== 'pivot' ||
        (state.steps[address]?.status !== 'refused' && state.fenced !== 'never'),
    ),
  };
}

function settled({ probing: _probing, parked, ...step }: StepState): StepState {
  if (parked?.operation === 'fence') return { ...step, status: 'pending' };
  if (!['running', 'inDoubt', 'compensating', 'parked'].includes(step.status)) return step;
  const outcome = step.outcome ?? { kind: 'inDoubt', doubt: { code: 'UNSETTLED' } };
  // What is known of the run decides how it is undone; a try of the undo that failed changes nothing in that.
  return { ...step, status: parked?.operation === 'run' ? 'inDoubt' : outcome.kind, outcome };
}
