import { join } from 'node:path';
import { type Logger, StartError } from '@saga/process';
import { runner } from 'node-pg-migrate';
import pg from 'pg';

/**
 * Brings the database up to date and gives a pool of connections to it. Several instances can start at once: the first
 * migrates, the others wait for it.
 *
 * @throws StartError `DATABASE_UNAVAILABLE` when the database can't be reached or migrated.
 */
export async function openDatabase(url: string, logger: Logger): Promise<pg.Pool> {
  const pool = new pg.Pool({
    connectionString: url,
    application_name: 'order-api',
    max: 20,
    connectionTimeoutMillis: 2_000,
    statement_timeout: 5_000,
    query_timeout: 6_000,
  });
  // An idle connection that breaks is replaced by the next query; without a listener it would end the process.
  pool.on('error', (error) => logger.warn({ err: error }, 'an idle database connection broke'));
  try {
    await migrate(url);
    return pool;
  } catch (cause) {
    await pool.end();
    throw new StartError(
      'DATABASE_UNAVAILABLE',
      `The database of the order API cannot be used (${reason(cause)}). Start it, or set ORDER_API_DATABASE_URL to one that runs.`,
      { cause },
    );
  }
}

async function migrate(url: string): Promise<void> {
  await runner({
    databaseUrl: { connectionString: url, connectionTimeoutMillis: 5_000, application_name: 'order-api migrations' },
    dir: join(import.meta.dirname, 'migrations'),
    direction: 'up',
    migrationsTable: 'order_api_migrations',
    advisoryLockMode: 'wait',
    log: () => undefined,
  });
}

/** A code, never the driver's message: that one can name users and hosts. */
function reason(cause: unknown): string {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  return typeof code === 'string' ? code : 'no connection';
}
