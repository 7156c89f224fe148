import type { PerformCall, StartChild, UnwindChild } from './saga-command.ts';
import type { SagaEvent } from './saga-event.ts';

/**
 * What a performer tells of something that it was to send, and was told to stop before it had. A child saga that was
 * never started is as good as unwound. A call is in doubt all the same: it may be the retry of one that was sent.
 */
export function notSent(command: PerformCall | StartChild | UnwindChild): SagaEvent {
  if (command.kind !== 'performCall')
    return { kind: 'callRefused', step: command.step, operation: 'run', refused: { code: 'NOT_SENT' } };
  const { step } = command.call;
  if (command.operation === 'probe') return { kind: 'probeFailed', step };
  if (command.operation === 'fence') return { kind: 'fenceFailed', step, why: { code: 'CANCELLED' } };
  return { kind: 'callDoubted', step, operation: command.operation, doubt: { code: 'CANCELLED' } };
}
