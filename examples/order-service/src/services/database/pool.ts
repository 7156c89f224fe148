import type { Logger } from '@saga/process';
import pg from 'pg';

export interface PoolOptions {
  readonly url: string;
  /** Shown in `pg_stat_activity`, so that a database's owner sees who is connected. */
  readonly service: string;
  readonly logger: Logger;
}

/** Postgres sends `bigint` as text. Amounts and quantities here always fit a JavaScript integer; one that does not is a fault, not a rounding. */
function integerOf(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`The database holds ${text}, which is no safe integer.`);
  return value;
}

const types: pg.CustomTypesConfig = {
  getTypeParser: (id, format) => (id === pg.types.builtins.INT8 ? integerOf : pg.types.getTypeParser(id, format)),
};

/**
 * A service's connections. Nothing in it waits for ever: 3 s for a connection, 10 s for a statement (12 s if the
 * database does not even say that), 15 s idle in a transaction.
 * A database that goes away costs the connections and never the process; the next query opens new ones.
 */
export function createPool({ url, service, logger }: PoolOptions): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    application_name: service,
    max: 10,
    connectionTimeoutMillis: 3_000,
    statement_timeout: 10_000,
    query_timeout: 12_000,
    idle_in_transaction_session_timeout: 15_000,
    keepAlive: true,
    types,
  });
  // Without a listener the loss of an idle connection would end the process.
  pool.on('error', (error) => logger.warn({ err: error }, 'an idle database connection was lost'));
  // The pool does not listen while a connection is in use; who uses it learns of the loss from its query.
  pool.on('connect', (client) =>
    client.on('error', (error) => logger.debug({ err: error }, 'a database connection was lost')),
  );
  return pool;
}
