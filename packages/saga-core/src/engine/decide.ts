import type { AnySaga } from '../definition/saga-definition.ts';
import type { StepDefinition } from '../definition/step.ts';
import { advance, refuse } from './advance.ts';
import { applyDecision } from './apply-decision.ts';
import { andThen, type Decided, stepOf, withStep } from './decided.ts';
import type { KeyedOperation } from './idempotency-key.ts';
import type { Doubt, Refused } from './outcome.ts';
import { canCancel, hasEnded, isPivotSent } from './point-of-no-return.ts';
import type { SagaCause } from './saga-cause.ts';
import type { SagaEvent, SagaTimer } from './saga-event.ts';
import type { SagaState } from './saga-state.ts';
import { beginUnwinding, continueUnwinding, park, stepsInFlight } from './unwind.ts';

/**
 * The whole saga: what follows from `event` in `state`. Pure: it waits for nothing, reads no clock and imports no Temporal.
 * A workflow, a simulator and an explorer perform the same commands, so what is proved of one is true of all.
 *
 * An event that no longer fits (a late answer, a second cancel, a timer that was stopped) changes nothing.
 */
export function decide(definition: AnySaga, state: SagaState, event: SagaEvent): Decided {
  if (hasEnded(state)) return [state, []];
  const [next, commands] = react(definition, state, event);
  return [withSagaStatus(next), commands];
}

function react(definition: AnySaga, state: SagaState, event: SagaEvent): Decided {
  switch (event.kind) {
    case 'sagaStarted':
      return start(definition, state);
    case 'cancelRequested':
      return stop(definition, state, {
        kind: 'cancelled',
        ...(event.detail === undefined ? {} : { detail: event.detail }),
      });
    case 'timerFired':
      return timerFired(definition, state, event.timer);
    case 'decisionMade':
      return applyDecision(definition, state, event.decision);
    case 'callApplied':
      if (!isAwaited(state, event.step, event.operation)) return [state, []];
      return event.operation === 'run'
        ? runApplied(definition, state, event.step, event.result)
        : undone(definition, state, event.step);
    case 'callRefused':
      if (!isAwaited(state, event.step, event.operation)) return [state, []];
      return event.operation === 'run'
        ? runRefused(definition, state, stepDefinition(definition, event.step), event.refused)
        : undoFailed(definition, state, event.step, event.refused);
    case 'callDoubted':
      if (!isAwaited(state, event.step, event.operation)) return [state, []];
      return event.operation === 'run'
        ? runDoubted(definition, state, stepDefinition(definition, event.step), event.doubt)
        : undoFailed(definition, state, event.step, event.doubt);
  }
}

function start(definition: AnySaga, state: SagaState): Decided {
  if (state.started.length > 0) return [state, []];
  const decided = advance(definition, state);
  if (definition.deadline === undefined || hasEnded(decided[0]) || decided[0].cause !== undefined) return decided;
  if (isPivotSent(definition, decided[0])) return decided;
  return [decided[0], [{ kind: 'startTimer', timer: 'deadline', milliseconds: definition.deadline }, ...decided[1]]];
}

function stop(definition: AnySaga, state: SagaState, cause: SagaCause): Decided {
  if (state.cause !== undefined || !canCancel(definition, state)) return [state, []];
  return beginUnwinding(definition, state, cause);
}

function timerFired(definition: AnySaga, state: SagaState, timer: SagaTimer): Decided {
  if (timer === 'deadline') return stop(definition, state, { kind: 'deadline' });
  if (state.cause === undefined) return [state, []];
  const settled = stepsInFlight(state).reduce((before, step) => doubted(before, step, { code: 'UNSETTLED' }), state);
  return continueUnwinding(definition, settled);
}

function runApplied(definition: AnySaga, state: SagaState, step: string, result: unknown): Decided {
  const applied = withStep(state, step, {
    ...stepOf(state, step),
    status: 'applied',
    outcome: { kind: 'applied', result },
  });
  return state.cause === undefined ? advance(definition, applied) : settle(definition, applied);
}

function runRefused(definition: AnySaga, state: SagaState, step: StepDefinition, refused: Refused): Decided {
  if (mayHaveRunBefore(state, step)) return patchRefused(definition, state, step, refused);
  if (state.cause === undefined) return refuse(definition, state, step, refused);
  return settle(definition, withStep(state, step.name, { ...stepOf(state, step.name), status: 'refused' }));
}

// A person's argument makes another call, under another key. That it was refused says nothing of the one before it, which was
// in doubt and may still arrive: the step is as much in doubt as it was.
function mayHaveRunBefore(state: SagaState, step: StepDefinition): boolean {
  return step.kind !== 'retriable' && stepOf(state, step.name).patches?.run !== undefined;
}

function patchRefused(definition: AnySaga, state: SagaState, step: StepDefinition, refused: Refused): Decided {
  const unknown = doubted(state, step.name, { code: 'FAILED', detail: `${refused.code} to a person's argument` });
  if (state.cause !== undefined) return settle(definition, unknown);
  if (step.kind === 'pivot') return [park(unknown, step.name, { operation: 'run', ...refused }), []];
  return beginUnwinding(definition, unknown, { kind: 'refused', step: step.name, ...refused });
}

function runDoubted(definition: AnySaga, state: SagaState, step: StepDefinition, doubt: Doubt): Decided {
  const unknown = doubted(state, step.name, doubt);
  if (state.cause !== undefined) return settle(definition, unknown);
  // After the pivot was sent doubt undoes nothing: it may have been applied.
  if (step.kind !== 'compensatable' || step.onDoubt === 'park')
    return [park(unknown, step.name, { operation: 'run', ...doubt }), []];
  return beginUnwinding(definition, unknown, { kind: 'inDoubt', step: step.name, ...doubt });
}

// One of the calls that were in flight when the saga began to unwind has settled; the last one lets the undos go.
function settle(definition: AnySaga, state: SagaState): Decided {
  if (stepsInFlight(state).length > 0) return [state, []];
  return andThen([state, [{ kind: 'stopTimer', timer: 'settle' }]], (next) => continueUnwinding(definition, next));
}

function undone(definition: AnySaga, state: SagaState, step: string): Decided {
  return continueUnwinding(definition, withStep(state, step, { ...stepOf(state, step), status: 'compensated' }));
}

function undoFailed(definition: AnySaga, state: SagaState, step: string, why: Refused | Doubt): Decided {
  return continueUnwinding(definition, park(state, step, { operation: 'compensate', ...why }));
}

function doubted(state: SagaState, step: string, doubt: Doubt): SagaState {
  return withStep(state, step, { ...stepOf(state, step), status: 'inDoubt', outcome: { kind: 'inDoubt', doubt } });
}

function isAwaited(state: SagaState, step: string, operation: KeyedOperation): boolean {
  return stepOf(state, step).status === (operation === 'run' ? 'running' : 'compensating');
}

function stepDefinition(definition: AnySaga, name: string): StepDefinition {
  const step = definition.steps.find((candidate) => candidate.name === name);
  if (step === undefined) throw new Error(`Saga '${definition.name}' has no step '${name}'.`);
  return step;
}

function withSagaStatus(state: SagaState): SagaState {
  if (hasEnded(state)) return state;
  const isParked = Object.values(state.steps).some(({ status }) => status === 'parked');
  const status = isParked ? 'needsAttention' : state.cause === undefined ? 'running' : 'compensating';
  return status === state.status ? state : { ...state, status };
}
