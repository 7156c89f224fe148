import type { Doubt } from '../../engine/outcome.ts';
import type { SagaEvent } from '../../engine/saga-event.ts';
import type { SagaState } from '../../engine/saga-state.ts';
import { messageOf, type SendCommand } from '../message.ts';
import type { ToldAnswer } from './told.ts';

const timeout: Doubt = { code: 'TIMEOUT' };

/** What a saga is told of a call, when its answer was told; `undefined` when nobody told: then all goes well. @internal */
export function answerEvent(
  command: SendCommand,
  sagaId: string,
  told: ToldAnswer | undefined,
  untold: () => unknown,
): SagaEvent {
  const { operation, address: step } = messageOf(command, sagaId);
  if (operation === 'probe') return probeEvent(step, told);
  if (operation === 'fence') return fenceEvent(step, told);
  const about = { step, operation };
  switch (told?.kind) {
    case 'refused':
      return { ...about, kind: 'callRefused', refused: told.refused };
    case 'inDoubt':
      return { ...about, kind: 'callDoubted', doubt: told.doubt };
    case 'timedOut':
      return { ...about, kind: 'callDoubted', doubt: timeout };
    default: {
      if (operation === 'compensate') return { ...about, kind: 'callApplied', result: undefined };
      const result = told !== undefined && 'result' in told ? told.result : untold();
      return { ...about, kind: 'callApplied', result, ...(command.kind === 'startChild' ? childOf(command) : {}) };
    }
  }
}

function probeEvent(step: string, told: ToldAnswer | undefined): SagaEvent {
  if (told?.kind === 'inDoubt' || told?.kind === 'timedOut') return { kind: 'probeFailed', step };
  return { kind: 'probeAnswered', step, answer: told?.kind === 'answered' ? told.answer : { kind: 'unknown' } };
}

// The pivot that is fenced was not sent here: only a worker that died can have done it, and that has to be told.
function fenceEvent(step: string, told: ToldAnswer | undefined): SagaEvent {
  if (told?.kind === 'refused') return { kind: 'fenceFailed', step, why: told.refused };
  if (told?.kind === 'inDoubt') return { kind: 'fenceFailed', step, why: told.doubt };
  if (told?.kind === 'timedOut') return { kind: 'fenceFailed', step, why: timeout };
  return { kind: 'fenceAnswered', step, answer: told?.kind === 'answered' ? told.answer : { fence: 'never' } };
}

// A child is one opaque participant of its parent; what happens inside it is a sentence of its own.
function childOf({ id, input }: SendCommand & { kind: 'startChild' }): { readonly child: SagaState } {
  return { child: { sagaId: id, input, status: 'completed', steps: {}, started: [] } };
}
