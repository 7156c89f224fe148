import type { Pool, PoolClient } from 'pg';
import type { Performed } from './perform-effect.ts';
import { TransactionLostError } from './transaction-lost-error.ts';

/**
 * Performs `work` in a transaction of its own, and answers only after the database has confirmed the end of it.
 * @internal
 */
export async function inTransaction<Answer>(
  pool: Pool,
  work: (tx: PoolClient) => Promise<Performed<Answer>>,
): Promise<Answer> {
  const client = await pool.connect();
  // While a client is checked out the pool does not listen for a connection that breaks, and nobody listening would end the process.
  let broken: Error | undefined;
  const onError = (error: Error): void => {
    // What comes after the first says no more than that the connection is gone.
    broken ??= error;
  };
  client.on('error', onError);
  try {
    // The waits of the barrier's inserts are thought through for READ COMMITTED, whatever the database's default is.
    await client.query('BEGIN ISOLATION LEVEL READ COMMITTED');
    const { answer, keep } = await work(client);
    const { command } = await client.query(keep ? 'COMMIT' : 'ROLLBACK');
    // To the COMMIT of a failed transaction PostgreSQL answers ROLLBACK, and calls that a success.
    if (keep && command !== 'COMMIT') throw new TransactionLostError();
    return answer;
  } catch (error) {
    const reason = reasonOf(error, broken);
    // A rollback that fails says no more than that the connection is of no use; why, `reason` says.
    await client.query('ROLLBACK').catch((rollbackError: Error) => {
      broken ??= rollbackError;
    });
    throw reason;
  } finally {
    client.off('error', onError);
    client.release(broken);
  }
}

/** Of a query on a connection that broke before, `pg` says only that there can be none; the server may have said why it broke. */
function reasonOf(error: unknown, broken: Error | undefined): unknown {
  return broken !== undefined && error instanceof Error && error.message.endsWith('is not queryable') ? broken : error;
}
