import { isNothing } from '../definition/call.ts';
import type { AnySaga } from '../definition/saga-definition.ts';
import type { CompensatableStep } from '../definition/step.ts';
import { andThen, type Decided, stepOf, withStep } from './decided.ts';
import { isPivotSent } from './point-of-no-return.ts';
import { prepareCompensate } from './prepare-call.ts';
import type { SagaCause } from './saga-cause.ts';
import type { SagaCommand } from './saga-command.ts';
import type { Parked, SagaState, StepState } from './saga-state.ts';
import { nextUndos, undoStack } from './unwind-order.ts';

/**
 * Begins to unwind. Calls in flight are told to stop and get a while to settle: only when each is settled
 * is anything undone, or an undo could overtake the very call that it undoes.
 */
export function beginUnwinding(definition: AnySaga, state: SagaState, cause: SagaCause): Decided {
  const inFlight = stepsInFlight(state);
  const steps = Object.entries(state.steps).map(([name, step]) => [name, leftBehind(step)] as const);
  const commands: SagaCommand[] = [];
  if (definition.deadline !== undefined && cause.kind !== 'deadline' && !isPivotSent(definition, state))
    commands.push({ kind: 'stopTimer', timer: 'deadline' });
  for (const step of inFlight) commands.push({ kind: 'cancelCall', step, operation: 'run' });
  if (inFlight.length > 0)
    commands.push({ kind: 'startTimer', timer: 'settle', milliseconds: definition.settleWithin });
  const unwinding: SagaState = { ...state, cause, steps: Object.fromEntries(steps) };
  return andThen([unwinding, commands], (next) => continueUnwinding(definition, next));
}

/** Sends the undos whose turn it is; ends the saga when nothing is left to undo. */
export function continueUnwinding(definition: AnySaga, state: SagaState): Decided {
  if (stepsInFlight(state).length > 0) return [state, []];
  const undos = nextUndos(definition, state);
  if (undos.length > 0) {
    const decided = undos.reduce<Decided>(
      (before, step) => andThen(before, (next) => undo(definition, next, step)),
      [state, []],
    );
    // An undo that needed no call has made room for the next.
    return andThen(decided, (next) => continueUnwinding(definition, next));
  }
  const isWaiting = undoStack(definition, state).some(({ name }) =>
    ['compensating', 'parked'].includes(stepOf(state, name).status),
  );
  if (isWaiting || state.cause === undefined) return [state, []];
  return [{ ...state, status: 'compensated' }, [{ kind: 'endCompensated', cause: state.cause }]];
}

/** The steps whose run was sent and has not settled. */
export function stepsInFlight(state: SagaState): readonly string[] {
  return state.started.filter((name) => state.steps[name]?.status === 'running');
}

/** Sends a step's undo, the first time or again. */
export function undo(definition: AnySaga, state: SagaState, step: CompensatableStep): Decided {
  const { parked: _parked, ...before } = stepOf(state, step.name);
  if (isNothing(step.compensate)) return [withStep(state, step.name, { ...before, status: 'compensated' }), []];
  const prepared = prepareCompensate(definition, state, step, step.compensate);
  if ('refused' in prepared) return [park(state, step.name, { operation: 'compensate', ...prepared.refused }), []];
  return [withStep(state, step.name, { ...before, status: 'compensating' }), [prepared.command]];
}

/** Puts a call aside until a person decides. */
export function park(state: SagaState, name: string, parked: Parked): SagaState {
  return withStep(state, name, { ...stepOf(state, name), status: 'parked', parked });
}

// What never ran will not run any more. A run that was parked in doubt is undone like any other in doubt.
function leftBehind(step: StepState): StepState {
  if (step.status === 'pending') return { ...step, status: 'skipped' };
  if (step.status !== 'parked') return step;
  const { parked: _parked, ...rest } = step;
  return { ...rest, status: 'inDoubt' };
}
