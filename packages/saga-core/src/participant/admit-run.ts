import type { SagaCall } from '../engine/saga-call.ts';
import { isPatched } from './call-kind.ts';
import type { Transaction } from './transaction.ts';

/** `late`: the run comes after its `notAfter` and had not begun before. @internal */
export type RunAdmission = 'begin' | 'late' | 'closed';

// The insert is the lock. A concurrent duplicate waits here for the transaction that holds the row; when that commits, it inserts
// nothing and reads the answer with its next statement, and when that rolls back, it inserts and runs. Selecting first and inserting
// after lets two duplicates both see nothing.
//
// The deadline is measured by the database's clock, because the replicas of a participant share that one, and when the row is there,
// because the wait for a duplicate counts too. It is `clock_timestamp()`, as `now()` is the transaction's beginning.
const late = 'coalesce(clock_timestamp() > to_timestamp($4::float8 / 1000), false) AS late';

const begin = `INSERT INTO saga_barrier (saga_id, step, operation, key, outcome) VALUES ($1, $2, 'run', $3, 'applied')
  ON CONFLICT (saga_id, step, operation) DO NOTHING RETURNING ${late}`;

// An operator's patched call may run where its first form was refused. `closed_by` is in the same row as `outcome`, as only the row
// that it updates is read again after a wait: a subquery for the compensation's row would be as old as the statement.
const beginAgain = `UPDATE saga_barrier SET key = $3, outcome = 'applied', code = NULL, detail = NULL
  WHERE saga_id = $1 AND step = $2 AND operation = 'run' AND outcome = 'refused' AND closed_by IS NULL RETURNING ${late}`;

/** Claims the step's run for this transaction. `closed` means that the row is there already and has the answer. @internal */
export async function admitRun(tx: Transaction, call: SagaCall): Promise<RunAdmission> {
  const values = [call.sagaId, call.step, call.key, call.notAfter ?? null];
  let { rows } = await tx.query(begin, values);
  if (rows.length === 0 && isPatched(call)) ({ rows } = await tx.query(beginAgain, values));
  const [claimed] = rows as readonly { readonly late: boolean }[];
  if (claimed === undefined) return 'closed';
  return claimed.late ? 'late' : 'begin';
}
