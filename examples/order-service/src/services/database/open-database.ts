import type { Logger } from '@saga/process';
import type { Pool } from 'pg';
import { checkBarrierTable } from 'saga-core/participant';
import { databaseStartError } from './database-start-error.ts';
import { grantRuntime } from './grant-runtime.ts';
import { migrate } from './migrate.ts';
import { createPool } from './pool.ts';

export interface OpenDatabaseOptions {
  readonly url: string;
  /** The environment variable that the URL came from, for messages. */
  readonly variable: string;
  /** The role that owns the tables, where the service runs as another one: it migrates, and is not used after that. */
  readonly owner?: { readonly url: string; readonly variable: string };
  readonly migrations: URL;
  readonly schemas?: readonly string[];
  readonly service: string;
  readonly logger: Logger;
}

/**
 * Migrates a service's database and gives its pool. Given an owner, the pool's role gets no more than it needs to run.
 *
 * @throws StartError with the remedy when the database cannot be used.
 */
export async function openDatabase({ url, variable, owner, ...options }: OpenDatabaseOptions): Promise<Pool> {
  const { service, logger } = options;
  const by = owner ?? { url, variable };
  try {
    await migrate({ url: by.url, ...options });
    if (owner !== undefined) await grantRuntime({ ownerUrl: owner.url, runtimeUrl: url, service });
  } catch (error) {
    throw databaseStartError(error, by.url, by.variable);
  }
  const pool = createPool({ url, service, logger });
  try {
    await checkBarrierTable(pool);
  } catch (error) {
    await pool.end();
    throw databaseStartError(error, url, variable);
  }
  return pool;
}
