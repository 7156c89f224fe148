import type {
  CallOperation,
  PerformCall,
  SagaCommand,
  StartChild,
  UnwindChild,
} from '../../src/engine/saga-command.ts';
import type { SagaEvent } from '../../src/engine/saga-event.ts';
import type { SagaState } from '../../src/engine/saga-state.ts';

/** Something that is in flight. */
export interface Sent {
  readonly command: PerformCall | StartChild | UnwindChild;
  readonly operation: CallOperation;
  readonly step: string;
}

export function isSent(command: SagaCommand): command is Sent['command'] {
  return command.kind === 'performCall' || command.kind === 'startChild' || command.kind === 'unwindChild';
}

/** By which Temporal tells what is in flight apart. */
export function idOf({ step, operation }: Sent): string {
  return `${step}/${operation}`;
}

/** What a child saga leaves for its parent. */
export function childState(id: string): SagaState {
  return { sagaId: id, input: null, status: 'completed', steps: {}, started: [] };
}

/** An answer: the higher `mood`, the worse. */
export function answerTo({ command, operation, step }: Sent, mood: number): SagaEvent {
  if (operation === 'probe') {
    if (mood === 4) return { kind: 'probeFailed', step };
    const answers = [
      { kind: 'applied', result: 'probed' },
      { kind: 'refused', code: 'NEVER' },
      { kind: 'unknown' },
      'nonsense',
    ];
    return { kind: 'probeAnswered', step, answer: answers[mood] };
  }
  if (operation === 'fence') {
    if (mood === 4) return { kind: 'fenceFailed', step, why: { code: 'TIMEOUT' } };
    if (mood === 3) return { kind: 'fenceFailed', step, why: { code: 'NO' } };
    const answers = [{ fence: 'never' }, { fence: 'applied', result: 'fenced' }, 'nonsense'];
    return { kind: 'fenceAnswered', step, answer: answers[mood] };
  }
  const about = { step, operation };
  if (mood === 3 && command.kind !== 'unwindChild') return { ...about, kind: 'callRefused', refused: { code: 'NO' } };
  if (mood >= 3) return { ...about, kind: 'callDoubted', doubt: { code: 'TIMEOUT' } };
  const child = command.kind === 'startChild' ? { child: childState(command.id) } : {};
  return { ...about, kind: 'callApplied', result: `result of ${step}`, ...child };
}

/** Whether nobody waits for that answer. */
export function isStray(state: SagaState, event: SagaEvent): boolean {
  if (!('step' in event) || event.kind === 'wordGiven') return false;
  const step = state.steps[event.step];
  if (event.kind === 'probeAnswered' || event.kind === 'probeFailed') return step?.probing !== true;
  if (event.kind === 'fenceAnswered' || event.kind === 'fenceFailed')
    return state.fencing === undefined || step?.status !== 'pending';
  return step?.status !== (event.operation === 'run' ? 'running' : 'compensating') || step.probing === true;
}
