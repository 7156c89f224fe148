import { join } from 'node:path';
import { type Logger, StartError } from '@saga/process';
import { runner } from 'node-pg-migrate';
import pg from 'pg';
import { grantRuntime } from '../services/database/grant-runtime.ts';
import { requireOwnRoles } from '../services/database/require-own-roles.ts';
import type { ApiConfig } from './config.ts';

const variable = 'ORDER_API_DATABASE_URL';
const ownerVariable = 'ORDER_API_OWNER_DATABASE_URL';
const migrationsTable = 'order_api_migrations';

/**
 * Brings the database up to date and gives a pool of connections to it. Several instances can start at once: the first
 * migrates, the others wait for it. Given an owner, that one migrates, and the pool's role gets no more than it needs to run.
 *
 * @throws StartError `DATABASE_UNAVAILABLE` when the database can't be reached or migrated, `DATABASE_OWNER_MISFIT` when the two URLs
 * are not two roles of one database.
 */
export async function openDatabase(
  { databaseUrl: url, ownerDatabaseUrl: ownerUrl }: Pick<ApiConfig, 'databaseUrl' | 'ownerDatabaseUrl'>,
  logger: Logger,
): Promise<pg.Pool> {
  if (ownerUrl !== undefined) requireOwnRoles({ url, variable }, { url: ownerUrl, variable: ownerVariable });
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
    await migrate(ownerUrl ?? url);
    if (ownerUrl !== undefined)
      await grantRuntime({ ownerUrl, runtimeUrl: url, service: 'order-api', migrationsTable });
    await pool.query('SELECT 1 FROM order_intents LIMIT 0');
    return pool;
  } catch (cause) {
    await pool.end();
    throw new StartError(
      'DATABASE_UNAVAILABLE',
      `The database of the order API cannot be used (${reason(cause)}). Start it, or set ${ownerUrl === undefined ? variable : `${variable} and ${ownerVariable}`} to one that runs.`,
      { cause },
    );
  }
}

async function migrate(url: string): Promise<void> {
  await runner({
    databaseUrl: { connectionString: url, connectionTimeoutMillis: 5_000, application_name: 'order-api migrations' },
    dir: join(import.meta.dirname, 'migrations'),
    direction: 'up',
    migrationsTable,
    advisoryLockMode: 'wait',
    log: () => undefined,
  });
}

/** A code, never the driver's message: that one can name users and hosts. */
function reason(cause: unknown): string {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  return typeof code === 'string' ? code : 'no connection';
}
