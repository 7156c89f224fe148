import type { Refused } from '../engine/outcome.ts';
import type { SagaCall } from '../engine/saga-call.ts';
import type { CallAnswer, FenceAnswer, RefusedAnswer } from '../participant/call-answer.ts';

type ClosedBy = 'compensate' | 'fence';

/** A row of the barrier's table; `participantSchema` says what each means. */
export type BarrierRow =
  | { readonly outcome: 'applied'; readonly key: string; readonly response?: unknown }
  | {
      readonly outcome: 'refused';
      readonly key: string;
      readonly code: string;
      readonly detail?: string;
      readonly closedBy?: ClosedBy;
    }
  | { readonly outcome: 'tombstone'; readonly key: string; readonly closedBy: ClosedBy }
  | { readonly outcome: 'empty'; readonly key: string };

/** All rows of one participant's barrier, by saga, step and operation. */
export type BarrierRows = Readonly<Record<string, BarrierRow>>;

/** What the rows say about a call that has come: it has its answer already, or its handler is to be asked. */
export type Admission =
  | { readonly kind: 'closed'; readonly answer: CallAnswer<unknown>; readonly rows: BarrierRows }
  | { readonly kind: 'begin' }
  | { readonly kind: 'undo'; readonly ran: { readonly key: string; readonly result: unknown } };

/** What the handler did. */
export type Handled = { readonly result?: unknown } | { readonly refused: Refused };

export interface Settled {
  readonly rows: BarrierRows;
  readonly answer: CallAnswer<unknown>;
}

/**
 * The participant's barrier as pure functions over its rows. What `saga-core/participant` does in one database transaction is
 * here `admit`, the handler, then `settle`; a test holds that both give the same answers.
 */
export interface MemoryBarrier {
  admit(rows: BarrierRows, call: SagaCall): Admission;
  settle(rows: BarrierRows, call: SagaCall, handled: Handled): Settled;
  fence(rows: BarrierRows, call: SagaCall): { readonly rows: BarrierRows; readonly answer: FenceAnswer<unknown> };
  /** Whether the call can change nothing any more, whatever happens before it comes. */
  isSpent(rows: BarrierRows, call: SagaCall): boolean;
  /** `false` if another call can come between `admit` and `settle`. */
  readonly atomic: boolean;
}

export const memoryBarrier: MemoryBarrier = {
  atomic: true,
  admit(rows, call) {
    if (call.operation === 'compensate') return admitCompensation(rows, call);
    const row = rows[rowKey(call, 'run')];
    return row === undefined || mayRunAgain(row, call)
      ? { kind: 'begin' }
      : { kind: 'closed', answer: answerOf(row, call), rows };
  },
  settle(rows, call, handled) {
    if ('refused' in handled) {
      const answer = refusedAnswer(handled.refused);
      if (forgetsRefusals(call)) return { rows, answer };
      const { outcome: _outcome, ...refused } = answer;
      return { rows: with_(rows, call, 'run', { outcome: 'refused', key: call.key, ...refused }), answer };
    }
    if (call.operation === 'compensate') {
      return { rows: with_(rows, call, 'compensate', { outcome: 'applied', key: call.key }), answer: accepted };
    }
    const { result } = handled;
    const row: BarrierRow = {
      outcome: 'applied',
      key: call.key,
      ...(result === undefined ? {} : { response: result }),
    };
    return { rows: with_(rows, call, 'run', row), answer: { outcome: 'applied', result } };
  },
  fence(rows, call) {
    const closed = closeRun(rows, call, 'fence');
    const row = closed[rowKey(call, 'run')];
    return {
      rows: closed,
      answer: row?.outcome === 'applied' ? { fence: 'applied', result: row.response } : { fence: 'never' },
    };
  },
  isSpent(rows, call) {
    const row = rows[rowKey(call, call.operation)];
    return row !== undefined && !mayRunAgain(row, call);
  },
};

function admitCompensation(rows: BarrierRows, call: SagaCall): Admission {
  const closed = closeRun(rows, call, 'compensate');
  const run = closed[rowKey(call, 'run')];
  const isFirst = closed[rowKey(call, 'compensate')] === undefined;
  if (isFirst && run?.outcome === 'applied') return { kind: 'undo', ran: { key: run.key, result: run.response } };
  const after = isFirst ? with_(closed, call, 'compensate', { outcome: 'empty', key: call.key }) : closed;
  return { kind: 'closed', answer: accepted, rows: after };
}

function closeRun(rows: BarrierRows, call: SagaCall, closedBy: ClosedBy): BarrierRows {
  const row = rows[rowKey(call, 'run')];
  if (row === undefined) return with_(rows, call, 'run', { outcome: 'tombstone', key: call.key, closedBy });
  if (row.outcome !== 'refused' || row.closedBy !== undefined) return rows;
  return with_(rows, call, 'run', { ...row, closedBy });
}

function answerOf(row: BarrierRow, call: SagaCall): CallAnswer<unknown> {
  if (row.outcome === 'applied') return { outcome: 'applied', result: row.response };
  if (row.outcome === 'refused' && !(isPatched(call) && row.closedBy !== undefined)) return refusedAnswer(row);
  return row.outcome !== 'empty' && row.closedBy === 'compensate' ? alreadyCompensated : fenced;
}

const accepted: CallAnswer<unknown> = { outcome: 'applied', result: undefined };
const alreadyCompensated: RefusedAnswer = {
  outcome: 'refused',
  code: 'ALREADY_COMPENSATED',
  detail: 'The compensation of this run was accepted before the run came.',
};
const fenced: RefusedAnswer = {
  outcome: 'refused',
  code: 'FENCED',
  detail: 'This run was fenced off before it came.',
};

// The same two questions as in the participant's half, which this layer must not load: it brings a database along.
function isPatched({ key }: SagaCall): boolean {
  return /\/(?:run|compensate)~\d+$/.test(key);
}

function forgetsRefusals(call: SagaCall): boolean {
  return call.mustSucceed === true || call.operation === 'compensate' || isPatched(call);
}

function mayRunAgain(row: BarrierRow, call: SagaCall): boolean {
  return row.outcome === 'refused' && row.closedBy === undefined && isPatched(call);
}

function refusedAnswer({ code, detail }: Refused): RefusedAnswer {
  return detail === undefined ? { outcome: 'refused', code } : { outcome: 'refused', code, detail };
}

/** Under what the rows keep a call. @internal */
export function rowKey({ sagaId, step }: SagaCall, operation: string): string {
  return `${encodeURIComponent(sagaId)}/${step}/${operation}`;
}

function with_(rows: BarrierRows, call: SagaCall, operation: 'run' | 'compensate', row: BarrierRow): BarrierRows {
  return { ...rows, [rowKey(call, operation)]: row };
}
