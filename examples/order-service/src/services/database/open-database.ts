import type { Logger } from '@saga/process';
import type { Pool } from 'pg';
import { checkBarrierTable } from 'saga-core/participant';
import { databaseStartError } from './database-start-error.ts';
import { grantRuntime } from './grant-runtime.ts';
import { migrate, migrationsTable } from './migrate.ts';
import { createPool } from './pool.ts';
import { type NamedUrl, requireOwnRoles } from './require-own-roles.ts';

export interface OpenDatabaseOptions extends NamedUrl {
  /** The role that owns the tables, where the service runs as another one: it migrates, and is not used after that. */
  readonly owner?: NamedUrl;
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
  if (owner !== undefined) requireOwnRoles({ url, variable }, owner);
  try {
    await migrate({ url: by.url, ...options });
    if (owner !== undefined) await grantRuntime({ ownerUrl: owner.url, runtimeUrl: url, service, migrationsTable });
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
