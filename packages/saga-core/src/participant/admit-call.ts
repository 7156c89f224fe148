import type { SagaCall } from '../engine/saga-call.ts';
import { CallInProgressError } from './call-in-progress-error.ts';
import type { Transaction } from './transaction.ts';

const limit = `WITH configured AS MATERIALIZED (SELECT current_setting('lock_timeout') AS value)
  SELECT value, set_config('lock_timeout', $1, true) FROM configured`;

/** PostgreSQL's lock_not_available: the lock timeout has passed. */
const lockNotAvailable = '55P03';

/**
 * Lets `admit` ask the table what is to be done, waiting at most `lockTimeout` for another transaction that has the step's row.
 * Without a limit every repetition of a call that hangs would hold one more connection, until the pool has none left.
 *
 * Afterwards the handler's own locks wait as long as the transaction's owner wants, and the savepoint `saga_effect` stands. It stands
 * after the row on purpose: a refusal takes back to it what the handler did, and keeps the row.
 *
 * @throws CallInProgressError when the other transaction did not end in time
 * @internal
 */
export async function admitCall<Admission>(
  tx: Transaction,
  call: SagaCall,
  lockTimeout: number,
  admit: (tx: Transaction, call: SagaCall) => Promise<Admission>,
): Promise<Admission> {
  const { rows } = await tx.query(limit, [String(lockTimeout)]);
  const [configured] = rows as readonly { readonly value: string }[];
  let admission: Admission;
  try {
    admission = await admit(tx, call);
  } catch (error) {
    if (sqlState(error) === lockNotAvailable) throw new CallInProgressError(call, { cause: error });
    throw error;
  }
  await tx.query(`SET LOCAL lock_timeout = '${configured?.value ?? '0'}'; SAVEPOINT saga_effect`);
  return admission;
}

function sqlState(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
