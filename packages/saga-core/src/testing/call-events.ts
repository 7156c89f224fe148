import type { Doubt } from '../engine/outcome.ts';
import type { SagaEvent } from '../engine/saga-event.ts';
import type { CallAnswer } from '../participant/call-answer.ts';
import type { Message } from './message.ts';
import type { Delivered } from './modelled-participants.ts';

/** The promise that a delivered request breaks: a no that was written down before would meet every retry, and no decision could help. @internal */
export function brokenBy({ call }: Message, { asked, answer }: Delivered): string[] {
  if (call.mustSucceed !== true || asked || answer.outcome === 'applied' || closing.includes(answer.code)) return [];
  return ['a call that must succeed is refused only by a participant that was asked'];
}

const closing = ['ALREADY_COMPENSATED', 'FENCED'];

/** What a participant's answer tells the saga. @internal */
export function answerEvent({ address, operation }: Message, answer: CallAnswer<unknown>): SagaEvent {
  if (operation === 'probe') {
    return answer.outcome === 'applied'
      ? { kind: 'probeAnswered', step: address, answer: answer.result }
      : { kind: 'probeFailed', step: address };
  }
  if (answer.outcome === 'applied') {
    return operation === 'fence'
      ? { kind: 'fenceAnswered', step: address, answer: answer.result }
      : { kind: 'callApplied', step: address, operation, result: answer.result };
  }
  const { outcome: _outcome, ...refused } = answer;
  return operation === 'fence'
    ? { kind: 'fenceFailed', step: address, why: refused }
    : { kind: 'callRefused', step: address, operation, refused };
}

/** What it tells the saga that a call's time is up, or that it heeded that it was told to stop. @internal */
export function doubtEvent({ address, operation }: Message, stopped: boolean): SagaEvent {
  if (operation === 'probe') return { kind: 'probeFailed', step: address };
  const doubt: Doubt = { code: stopped ? 'CANCELLED' : 'TIMEOUT' };
  if (operation === 'fence') return { kind: 'fenceFailed', step: address, why: doubt };
  return { kind: 'callDoubted', step: address, operation, doubt };
}
