import type { SagaCommand } from './saga-command.ts';
import type { SagaState, StepState } from './saga-state.ts';

/** What `decide` gives: the new state, and what has to be done because of it, in this order. */
export type Decided = readonly [state: SagaState, commands: readonly SagaCommand[]];

/** Goes on deciding from what was decided, and keeps the commands of both. */
export function andThen([state, commands]: Decided, next: (state: SagaState) => Decided): Decided {
  const [nextState, more] = next(state);
  return [nextState, [...commands, ...more]];
}

/** The state with one step changed. */
export function withStep(state: SagaState, name: string, step: StepState): SagaState {
  return { ...state, steps: { ...state.steps, [name]: step } };
}

/** The state with a step on the undo stack, where it may be already. */
export function withStarted(state: SagaState, address: string): SagaState {
  return state.started.includes(address) ? state : { ...state, started: [...state.started, address] };
}

/** The step's state; asking for a step that the saga does not have is a mistake in the engine or its performer. */
export function stepOf(state: SagaState, name: string): StepState {
  const step = state.steps[name];
  if (step === undefined)
    throw new Error(
      `Saga '${state.sagaId}' has no step '${name}'; its steps are ${Object.keys(state.steps).join(', ')}.`,
    );
  return step;
}
