import type { AnySaga } from '../../definition/saga-definition.ts';
import { findStep, stepNameOf } from '../../engine/address.ts';
import { decide } from '../../engine/decide.ts';
import { initialState } from '../../engine/initial-state.ts';
import type { SagaCommand } from '../../engine/saga-command.ts';
import type { SagaEvent } from '../../engine/saga-event.ts';
import type { SagaState } from '../../engine/saga-state.ts';
import { type Choose, type Note, plainSaga } from './plain-saga.ts';

/** How a step goes wrong in a rehearsal. `cancelled`: the saga is cancelled while the step is under way. */
export type Mishap = 'refused' | 'inDoubt' | 'cancelled';

/** What a rehearsal plays. */
export interface Rehearsal {
  /** The step that goes wrong; everything before and beside it succeeds. Without one the saga completes. */
  readonly mishap?: { readonly step: string; readonly ending: Mishap };
  /** Unwinds the saga when it has completed, as far as it can be. */
  readonly takenBack?: boolean;
  /** What conditions say. Default: they hold. */
  readonly choose?: Choose;
  readonly note?: Note;
  /** Asked after each event: enough was seen. */
  readonly isEnough?: () => boolean;
}

/** A call that the saga sent on its way back. */
export type TurningCommand = Extract<SagaCommand, { kind: 'performCall' | 'unwindChild' }>;

/** What came of it. */
export interface Rehearsed {
  readonly state: SagaState;
  /** What was asked and undone, in order; what was sent together is in one turn. */
  readonly turns: readonly (readonly TurningCommand[])[];
}

/**
 * Plays a definition on the shipping engine, without its author's functions and with every call answered at once: so what is
 * drawn or found is what the engine does, and not what somebody thinks of it.
 */
export function rehearse(saga: AnySaga, rehearsal: Rehearsal): Rehearsed {
  const { mishap, takenBack = false, choose = () => true, note = () => {}, isEnough = () => false } = rehearsal;
  const plain = plainSaga(saga, choose, note);
  let state = initialState(plain, saga.name, undefined);
  const turns: (readonly TurningCommand[])[] = [];
  const events: SagaEvent[] = [{ kind: 'sagaStarted' }];
  // Its siblings come as far as they can before it goes wrong: the most that there can be to undo.
  const held: string[] = [];
  for (;;) {
    const event =
      events.shift() ??
      goesWrong(plain, held.shift(), mishap?.ending) ??
      (takenBack && state.status === 'completed' ? takeBack : undefined);
    if (event === undefined || isEnough()) return { state, turns };
    const [next, commands] = decide(plain, state, event);
    state = next;
    const back = commands.filter(isTurning);
    if (back.length > 0) turns.push(back);
    for (const command of commands) {
      const step = startedBy(command);
      if (step !== undefined && stepNameOf(step) === mishap?.step) held.push(step);
      else if (command.kind === 'cancelRun') events.push(...stopped(plain, command.step));
      else events.push(...answered(plain, command));
    }
  }
}

const takeBack: SagaEvent = { kind: 'takenBack', cause: { kind: 'cancelled' } };

function isTurning(command: SagaCommand): command is TurningCommand {
  return command.kind === 'unwindChild' || (command.kind === 'performCall' && command.operation !== 'run');
}

/** The address of the step whose run a command begins. */
function startedBy(command: SagaCommand): string | undefined {
  if (command.kind === 'performCall') return command.operation === 'run' ? command.call.step : undefined;
  if (command.kind === 'startChild') return command.step;
  return command.kind === 'startTimer' ? waitsFor(command.timer) : undefined;
}

function waitsFor(timer: string): string | undefined {
  return timer.startsWith('word/') ? timer.slice('word/'.length) : undefined;
}

function goesWrong(saga: AnySaga, step: string | undefined, ending: Mishap | undefined): SagaEvent | undefined {
  if (step === undefined || ending === undefined) return undefined;
  if (ending === 'cancelled') return { kind: 'cancelRequested' };
  if (findStep(saga, step)?.run.kind === 'word') return { kind: 'timerFired', timer: `word/${step}` };
  return ending === 'refused'
    ? { kind: 'callRefused', step, operation: 'run', refused: { code: 'REFUSED' } }
    : { kind: 'callDoubted', step, operation: 'run', doubt: { code: 'TIMEOUT' } };
}

// What is told to stop is in doubt; but a child saga unwinds itself first, and is then known to have done nothing.
function stopped(saga: AnySaga, step: string): readonly SagaEvent[] {
  return findStep(saga, step)?.run.kind === 'saga'
    ? [{ kind: 'callRefused', step, operation: 'run', refused: { code: 'CANCELLED' } }]
    : [{ kind: 'callDoubted', step, operation: 'run', doubt: { code: 'CANCELLED' } }];
}

function answered(saga: AnySaga, command: SagaCommand): readonly SagaEvent[] {
  switch (command.kind) {
    case 'performCall': {
      const { operation, step } = command.call;
      if (operation === 'probe') return [{ kind: 'probeAnswered', step, answer: { kind: 'unknown' } }];
      if (operation === 'fence') return [{ kind: 'fenceAnswered', step, answer: { fence: 'never' } }];
      return [{ kind: 'callApplied', step, operation, result: undefined }];
    }
    case 'startChild': {
      const run = findStep(saga, command.step)?.run;
      const child = run?.kind === 'saga' ? { child: initialState(run.saga, command.id, undefined) } : {};
      return [{ kind: 'callApplied', step: command.step, operation: 'run', result: undefined, ...child }];
    }
    case 'unwindChild':
      return [{ kind: 'callApplied', step: command.step, operation: 'compensate', result: undefined }];
    case 'startTimer': {
      const step = waitsFor(command.timer);
      return step === undefined ? [] : [{ kind: 'wordGiven', step, word: { value: undefined } }];
    }
    default:
      return [];
  }
}
