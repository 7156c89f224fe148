import type { AnySaga } from '../definition/saga-definition.ts';
import type { CompensatableStep } from '../definition/step.ts';
import { findStep } from './address.ts';
import { andThen, type Decided, stepOf, withStep } from './decided.ts';
import { isPivotSent } from './point-of-no-return.ts';
import { prepareChildUndo, prepareCompensate } from './prepare-call.ts';
import type { SagaCause } from './saga-cause.ts';
import type { SagaCommand } from './saga-command.ts';
import type { Parked, SagaState, StepState } from './saga-state.ts';
import { nextUndos, undoStack } from './unwind-order.ts';

/**
 * Begins to unwind. Calls in flight are told to stop and get a while to settle: only when each is settled
 * is anything undone, or an undo could overtake the very call that it undoes. A child saga gets all the time that it needs
 * to unwind itself, since what becomes of it is always known in the end.
 */
export function beginUnwinding(definition: AnySaga, state: SagaState, why: SagaCause): Decided {
  const cause = shortened(why);
  const commands: SagaCommand[] = [];
  if (definition.deadline !== undefined && cause.kind !== 'deadline' && !isPivotSent(definition, state))
    commands.push({ kind: 'stopTimer', timer: 'deadline' });
  const pivot = definition.steps.find(({ kind }) => kind === 'pivot');
  if (state.fencing !== undefined && pivot !== undefined) commands.push({ kind: 'cancelRun', step: pivot.name });
  const listening = stepsInFlight(state).filter((address) => runKind(definition, address) === 'word');
  for (const address of listening) commands.push({ kind: 'stopTimer', timer: `word/${address}` });
  const steps = Object.entries(state.steps).map(
    ([address, step]) => [address, leftBehind(step, listening.includes(address))] as const,
  );
  const { fencing: _fencing, ...rest } = state;
  const unwinding: SagaState = { ...rest, cause, steps: Object.fromEntries(steps) };
  for (const step of stepsInFlight(unwinding)) commands.push({ kind: 'cancelRun', step });
  if (callsInFlight(definition, unwinding).length > 0)
    commands.push({ kind: 'startTimer', timer: 'settle', milliseconds: definition.settleWithin });
  return andThen([unwinding, commands], (next) => continueUnwinding(definition, next));
}

/** Sends the undos whose turn it is; ends the saga when nothing is left to undo. */
export function continueUnwinding(definition: AnySaga, state: SagaState): Decided {
  if (stepsInFlight(state).length > 0) return [state, []];
  const undos = nextUndos(definition, state);
  if (undos.length > 0) {
    const decided = undos.reduce<Decided>(
      (before, { address, step }) => andThen(before, (next) => undo(definition, next, address, step)),
      [state, []],
    );
    // An undo that needed no call has made room for the next.
    return andThen(decided, (next) => continueUnwinding(definition, next));
  }
  const isWaiting = undoStack(definition, state).some(({ address }) =>
    ['compensating', 'parked'].includes(stepOf(state, address).status),
  );
  if (isWaiting || state.cause === undefined) return [state, []];
  return [{ ...state, status: 'compensated' }, [{ kind: 'endCompensated', cause: state.cause }]];
}

/** The addresses of the steps whose run was sent and has not settled. */
export function stepsInFlight(state: SagaState): readonly string[] {
  return state.started.filter((address) => state.steps[address]?.status === 'running');
}

/** Of those the ones that wait for a participant: they can be in doubt. */
export function callsInFlight(definition: AnySaga, state: SagaState): readonly string[] {
  return stepsInFlight(state).filter((address) => runKind(definition, address) === 'call');
}

/** Sends a step's undo, the first time or again. */
export function undo(definition: AnySaga, state: SagaState, address: string, step: CompensatableStep): Decided {
  const { parked: _parked, isUndoWritten: _written, ...before } = stepOf(state, address);
  if (step.undo.kind === 'nothing') return [withStep(state, address, { ...before, status: 'compensated' }), []];
  const prepared =
    step.run.kind === 'saga'
      ? prepareChildUndo(definition, state, address, step.run)
      : step.undo.kind === 'call' && prepareCompensate(definition, state, address, step.undo);
  if (prepared === false) throw new Error(`Step '${address}' says that a child saga undoes it, but it runs none.`);
  if ('refused' in prepared) return [park(state, address, { operation: 'compensate', ...prepared.refused }), []];
  const { command } = prepared;
  const isUndoWritten = command.kind === 'performCall' && command.policy.local === true && !command.local;
  const undone: StepState = { ...before, status: 'compensating', ...(isUndoWritten ? { isUndoWritten } : {}) };
  return [withStep(state, address, undone), [command]];
}

/** Puts a call aside until a person decides. */
export function park(state: SagaState, address: string, parked: Parked): SagaState {
  return withStep(state, address, { ...stepOf(state, address), status: 'parked', parked });
}

// The cause is in the failure with which the saga closes, and that is lost when it is too large. People and other systems write
// it: a cancel's detail, a word's refusal, a decision's reason.
function shortened({ code, detail, ...cause }: SagaCause): SagaCause {
  return {
    ...cause,
    ...(code === undefined ? {} : { code: String(code).slice(0, 100) }),
    ...(detail === undefined ? {} : { detail: String(detail).slice(0, 1_000) }),
  };
}

function runKind(definition: AnySaga, address: string) {
  return findStep(definition, address)?.run.kind;
}

// What never ran will not run any more, and what waited for a word waits no longer. A run that was parked in doubt is undone
// like any other in doubt.
function leftBehind(step: StepState, isListening: boolean): StepState {
  if (step.status === 'pending' || isListening) return { ...step, status: 'skipped' };
  if (step.status !== 'parked') return step;
  const { parked, ...rest } = step;
  return { ...rest, status: parked?.operation === 'fence' ? 'skipped' : 'inDoubt' };
}
