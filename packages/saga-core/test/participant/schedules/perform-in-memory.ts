import type { CallAnswer, FenceAnswer } from 'saga-core/participant';
import { type BarrierRows, type Handled, memoryBarrier } from '../../../src/testing/memory-barrier.ts';
import type { Message } from './schedule.ts';

/** What the barrier in memory makes of one message. */
export interface InMemory {
  readonly rows: BarrierRows;
  /** `undefined` when the handler failed. */
  readonly answer?: CallAnswer<unknown> | FenceAnswer<unknown>;
  /** What the handler did and was kept, in the words of `attack`. */
  readonly effect?: string;
}

/** Delivers the schedule's `number`th message to the barrier in memory. */
export function performInMemory(rows: BarrierRows, { call, fate }: Message, number: number): InMemory {
  if (call.operation === 'fence') return memoryBarrier.fence(rows, call);
  const admission = memoryBarrier.admit(rows, call);
  if (admission.kind === 'closed') return { rows: admission.rows, answer: admission.answer };
  // The explorer has no clock: there, that a run came too late is one more refusal.
  const isLate = call.operation === 'run' && call.notAfter === 1;
  if (!isLate && (fate === 'crash' || fate === 'break')) return { rows };
  const handled: Handled = isLate
    ? { refused: { code: 'DEADLINE_PASSED', detail: 'The call came after the end of its step.' } }
    : fate === 'refuse'
      ? { refused: { code: 'NO' } }
      : { result: { effect: number } };
  const settled = memoryBarrier.settle(rows, call, handled);
  if ('refused' in handled) return settled;
  const effect =
    admission.kind === 'undo'
      ? `undo ${admission.ran.key} ${(admission.ran.result as { effect: number }).effect} by ${number}`
      : `run ${call.key} ${number} by ${number}`;
  return { ...settled, effect };
}

/** The rows as text, to be compared with those of the table. */
export function describeRows(rows: BarrierRows): string[] {
  const lines = Object.entries(rows).map(([name, row]) =>
    [
      name.endsWith('/run') ? 'run' : 'compensate',
      row.outcome,
      row.key,
      'closedBy' in row ? row.closedBy : null,
      'code' in row ? row.code : null,
      'response' in row ? JSON.stringify(row.response) : null,
    ].join(' '),
  );
  return lines.sort();
}
