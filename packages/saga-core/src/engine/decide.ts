import type { AnySaga } from '../definition/saga-definition.ts';
import { stepAt } from './address.ts';
import { advance, refuse } from './advance.ts';
import { applyDecision } from './apply-decision.ts';
import { andThen, type Decided, stepOf, withStep } from './decided.ts';
import { fenceAnswered, fenceFailed } from './fence-answered.ts';
import { hearWord } from './hear-word.ts';
import type { KeyedOperation } from './idempotency-key.ts';
import type { Doubt, Refused } from './outcome.ts';
import { canCancel, hasEnded, isPivotSent } from './point-of-no-return.ts';
import { askParticipant, probeAnswered } from './probe.ts';
import type { SagaCause } from './saga-cause.ts';
import type { SagaEvent, SagaTimer } from './saga-event.ts';
import type { SagaState } from './saga-state.ts';
import { settleApplied } from './settle-applied.ts';
import { settleInDoubt } from './settle-in-doubt.ts';
import { takeBack } from './take-back.ts';
import { turnBack } from './turn-back.ts';
import { callsInFlight, continueUnwinding, park, stepsInFlight } from './unwind.ts';

/**
 * The whole saga: what follows from `event` in `state`. Pure: it waits for nothing, reads no clock and imports no Temporal.
 * A workflow, a simulator and an explorer perform the same commands, so what is proved of one is true of all.
 *
 * An event that no longer fits (a late answer, a second cancel, a timer that was stopped) changes nothing.
 */
export function decide(definition: AnySaga, state: SagaState, event: SagaEvent): Decided {
  if (hasEnded(state) && event.kind !== 'takenBack') return [state, []];
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
    case 'takenBack':
      return takeBack(definition, state, event.cause);
    case 'timerFired':
      return timerFired(definition, state, event.timer);
    case 'decisionMade':
      return applyDecision(definition, state, event.decision);
    case 'wordGiven':
      return hearWord(definition, state, event.step, event.word);
    case 'probeAnswered':
    case 'probeFailed': {
      if (state.steps[event.step]?.probing !== true) return [state, []];
      const answer = probeAnswered(state, event.step, event.kind === 'probeAnswered' ? event.answer : undefined);
      // A probe reads and writes nothing down, so its no does not say that no worker has passed the step.
      if (answer.event.kind === 'callRefused')
        return runRefused(definition, answer.state, event.step, answer.event.refused, false);
      return react(definition, answer.state, answer.event);
    }
    case 'fenceAnswered':
    case 'fenceFailed':
      if (state.fencing === undefined || stepOf(state, event.step).status !== 'pending') return [state, []];
      return event.kind === 'fenceAnswered'
        ? fenceAnswered(definition, state, event.step, event.answer)
        : fenceFailed(state, event.step, event.why);
    case 'callApplied':
      if (!isAwaited(state, event.step, event.operation)) return [state, []];
      return event.operation === 'run'
        ? runApplied(definition, state, event.step, event.result, event.child)
        : undone(definition, state, event.step);
    case 'callRefused':
      if (!isAwaited(state, event.step, event.operation)) return [state, []];
      return event.operation === 'run'
        ? runRefused(definition, state, event.step, event.refused, true)
        : undoFailed(definition, state, event.step, event.refused);
    case 'callDoubted':
      if (!isAwaited(state, event.step, event.operation)) return [state, []];
      return event.operation === 'run'
        ? runDoubted(definition, state, event.step, event.doubt)
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
  return turnBack(definition, state, cause);
}

function timerFired(definition: AnySaga, state: SagaState, timer: SagaTimer): Decided {
  if (timer === 'deadline') return stop(definition, state, { kind: 'deadline' });
  if (timer !== 'settle') {
    const refused = { code: 'NO_WORD', detail: 'Nobody gave a word in time.' };
    return hearWord(definition, state, timer.slice('word/'.length), { refused });
  }
  if (state.cause === undefined) return [state, []];
  const settled = callsInFlight(definition, state).reduce(
    (before, step) => settleInDoubt(before, step, { code: 'UNSETTLED' }),
    state,
  );
  return continueUnwinding(definition, settled);
}

function runApplied(
  definition: AnySaga,
  state: SagaState,
  step: string,
  result: unknown,
  child: SagaState | undefined,
): Decided {
  const settled = settleApplied(state, step, result);
  const applied = child === undefined ? settled : withStep(settled, step, { ...stepOf(settled, step), child });
  return state.cause === undefined ? advance(definition, applied) : settle(definition, applied);
}

function runRefused(
  definition: AnySaga,
  state: SagaState,
  address: string,
  refused: Refused,
  isStored: boolean,
): Decided {
  const step = stepAt(definition, address);
  if (step.kind !== 'retriable' && stepOf(state, address).patches?.run !== undefined)
    return patchRefused(definition, state, address, refused);
  if (state.cause === undefined) return refuse(definition, state, address, step, refused, isStored);
  return settle(definition, withStep(state, address, { ...stepOf(state, address), status: 'refused' }));
}

// A person's argument makes another call, under another key. That it was refused says nothing of the one before it, which was
// in doubt and may still arrive: the step is as much in doubt as it was.
function patchRefused(definition: AnySaga, state: SagaState, address: string, refused: Refused): Decided {
  const doubt: Doubt = { code: 'FAILED', detail: `${refused.code} to a person's argument` };
  const unknown = settleInDoubt(state, address, doubt);
  if (state.cause !== undefined) return settle(definition, unknown);
  if (stepAt(definition, address).kind === 'pivot' || isPivotSent(definition, state))
    return [park(unknown, address, { operation: 'run', ...refused }), []];
  return turnBack(definition, unknown, { kind: 'refused', step: address, ...refused });
}

function runDoubted(definition: AnySaga, state: SagaState, address: string, doubt: Doubt): Decided {
  const unknown = settleInDoubt(state, address, doubt);
  if (state.cause !== undefined) return settle(definition, unknown);
  const asked = askParticipant(definition, state, address, doubt);
  if (asked !== undefined) return asked;
  const step = stepAt(definition, address);
  // After the pivot was sent doubt undoes nothing: it may have been applied.
  if (step.kind !== 'compensatable' || step.onDoubt === 'park' || isPivotSent(definition, state))
    return [park(unknown, address, { operation: 'run', ...doubt }), []];
  return turnBack(definition, unknown, { kind: 'inDoubt', step: address, ...doubt });
}

// One of the calls that were in flight when the saga began to unwind has settled; the last one lets the undos go.
function settle(definition: AnySaga, state: SagaState): Decided {
  if (callsInFlight(definition, state).length > 0) return [state, []];
  const decided: Decided = [state, [{ kind: 'stopTimer', timer: 'settle' }]];
  return stepsInFlight(state).length > 0 ? decided : andThen(decided, (next) => continueUnwinding(definition, next));
}

function undone(definition: AnySaga, state: SagaState, step: string): Decided {
  return continueUnwinding(definition, withStep(state, step, { ...stepOf(state, step), status: 'compensated' }));
}

function undoFailed(definition: AnySaga, state: SagaState, step: string, why: Refused | Doubt): Decided {
  return continueUnwinding(definition, park(state, step, { operation: 'compensate', ...why }));
}

function isAwaited(state: SagaState, address: string, operation: KeyedOperation): boolean {
  const step = stepOf(state, address);
  return operation === 'run' ? step.status === 'running' && step.probing !== true : step.status === 'compensating';
}

function withSagaStatus(state: SagaState): SagaState {
  if (hasEnded(state)) return state;
  const isParked = Object.values(state.steps).some(({ status }) => status === 'parked');
  const status = isParked ? 'needsAttention' : state.cause === undefined ? 'running' : 'compensating';
  return status === state.status ? state : { ...state, status };
}
