import type { SagaCall } from '../engine/saga-call.ts';
import type { CallAnswer, FenceAnswer, RefusedAnswer } from './call-answer.ts';
import { CallInProgressError } from './call-in-progress-error.ts';
import { isPatched } from './call-kind.ts';
import type { Transaction } from './transaction.ts';

type ClosedBy = 'compensate' | 'fence';

/** What the table knows about a step's run; `participantSchema` says what each column means. @internal */
export type RunRow =
  | { readonly outcome: 'applied'; readonly key: string; readonly response: string | null }
  | {
      readonly outcome: 'refused';
      readonly code: string;
      readonly detail: string | null;
      readonly closed_by: ClosedBy | null;
    }
  | { readonly outcome: 'tombstone'; readonly closed_by: ClosedBy };

/** `response` as text, so that neither `pg`'s type parsers nor anybody's replacement of them stand between the row and the answer. @internal */
const runColumns = 'key, outcome, closed_by, code, detail, response::text AS response';

const read = `SELECT ${runColumns} FROM saga_barrier WHERE saga_id = $1 AND step = $2 AND operation = 'run'`;

/** @internal */
export async function readRunRow(tx: Transaction, call: SagaCall): Promise<RunRow> {
  return theOne(call, await tx.query(read, [call.sagaId, call.step]));
}

/** Waits for whoever is changing the row, and keeps others from changing it until this transaction ends. @internal */
export async function lockRunRow(tx: Transaction, call: SagaCall): Promise<RunRow> {
  return theOne(call, await tx.query(`${read} FOR UPDATE`, [call.sagaId, call.step]));
}

function theOne(call: SagaCall, { rows }: { readonly rows: readonly unknown[] }): RunRow {
  const [row] = rows;
  // It was there a moment ago, so it was removed in between with the other rows of a saga that has ended.
  if (row === undefined) throw new CallInProgressError(call);
  return row as RunRow;
}

/** The answer of a run's row to any later call of that run. @internal */
export function answerOf<Result>(row: RunRow, call: SagaCall): CallAnswer<Result> {
  if (row.outcome === 'applied') return { outcome: 'applied', result: resultOf(row.response) };
  // A patched call was never answered by the refusal that its first form got, so it hears what really stands in its way.
  if (row.outcome === 'refused' && !(isPatched(call) && row.closed_by !== null)) return refused(row.code, row.detail);
  return closedAnswers[row.closed_by ?? 'fence'];
}

/** @internal */
export function fenceAnswerOf<Result>(row: RunRow): FenceAnswer<Result> {
  return row.outcome === 'applied' ? { fence: 'applied', result: resultOf(row.response) } : { fence: 'never' };
}

/** @internal */
export function resultOf<Result>(response: string | null): Result {
  return (response === null ? undefined : JSON.parse(response)) as Result;
}

/** @internal */
export function refused(code: string, detail?: string | null): RefusedAnswer {
  return detail === undefined || detail === null ? { outcome: 'refused', code } : { outcome: 'refused', code, detail };
}

const closedAnswers: Readonly<Record<ClosedBy, RefusedAnswer>> = {
  compensate: refused('ALREADY_COMPENSATED', 'The compensation of this run was accepted before the run came.'),
  fence: refused('FENCED', 'This run was fenced off before it came.'),
};
