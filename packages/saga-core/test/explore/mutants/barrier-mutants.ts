import type { SagaCall } from '../../../src/engine/saga-call.ts';
import { type BarrierRows, type MemoryBarrier, memoryBarrier } from '../../../src/testing/memory-barrier.ts';

/** What a wrong barrier writes down may be taken back or passed by, so nothing under way counts as spent. */
const wrong: MemoryBarrier = { ...memoryBarrier, isSpent: () => false };

/** Every request reaches the handler; an undo is not told what it undoes. */
const noBarrier: MemoryBarrier = {
  ...wrong,
  admit: () => ({ kind: 'begin' }),
  settle: (rows, _call, handled) => ({
    rows,
    answer:
      'refused' in handled
        ? { outcome: 'refused', ...handled.refused }
        : { outcome: 'applied', result: handled.result },
  }),
};

/** The caller sends no key, so that a request's second copy looks like another call. */
const noKey: MemoryBarrier = {
  ...wrong,
  admit: (rows, call) => memoryBarrier.admit(rows, { ...call, step: copyOf(rows, call) }),
  settle: (rows, call, handled) => memoryBarrier.settle(rows, { ...call, step: copyOf(rows, call) }, handled),
};

/** It looks for a row, and later writes one: between the two another copy of the call may come. */
const selectThenWrite: MemoryBarrier = { ...wrong, atomic: false };

/** An undo of what never came is accepted, and nothing is written down about it. */
const noTombstone: MemoryBarrier = {
  ...wrong,
  admit(rows, call) {
    const admission = memoryBarrier.admit(rows, call);
    return admission.kind === 'closed'
      ? { ...admission, rows: without(admission.rows, ({ outcome }) => outcome === 'tombstone') }
      : admission;
  },
};

/** Runs are done once, undos as often as they come. */
const refundMoreThanCaptured: MemoryBarrier = {
  ...wrong,
  settle(rows, call, handled) {
    return call.operation === 'compensate'
      ? { ...memoryBarrier.settle(rows, call, handled), rows }
      : memoryBarrier.settle(rows, call, handled);
  },
};

/** The key names the step and not the saga. */
const keyNotScoped: MemoryBarrier = {
  ...wrong,
  admit: (rows, call) => memoryBarrier.admit(rows, { ...call, sagaId: 'any' }),
  settle: (rows, call, handled) => memoryBarrier.settle(rows, { ...call, sagaId: 'any' }, handled),
};

/** Every refusal of a run is the answer for ever, also where the saga must go on. */
const storedRefusalBlocksRetry: MemoryBarrier = {
  ...wrong,
  settle(rows, { mustSucceed: _mustSucceed, ...call }, handled) {
    return memoryBarrier.settle(rows, call, handled);
  },
};

/** Wrong barriers, each a wrapper around the one that a test holds to the shipping one. */
export const barrierMutants: Readonly<Record<string, MemoryBarrier>> = {
  'no barrier': noBarrier,
  'no key': noKey,
  'select-then-write barrier': selectThenWrite,
  'no tombstone': noTombstone,
  'refund more than captured': refundMoreThanCaptured,
  'key not scoped to the saga': keyNotScoped,
  "stored refusal blocks an operator's retry": storedRefusalBlocksRetry,
};

// Each request is taken for the next call of its step; its undo, for that of the last.
function copyOf(rows: BarrierRows, { step, operation }: SagaCall): string {
  const copies = Object.keys(rows).filter((key) => key.includes(`/${step}#`) && key.endsWith('/run')).length;
  return `${step}#${operation === 'run' ? copies : Math.max(0, copies - 1)}`;
}

function without(rows: BarrierRows, isMeant: (row: BarrierRows[string]) => boolean): BarrierRows {
  return Object.fromEntries(Object.entries(rows).filter(([, row]) => !isMeant(row)));
}
