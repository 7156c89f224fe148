import type { Logger } from '@saga/process';
import type { Pool } from 'pg';
import { databaseStartError } from './database-start-error.ts';
import { migrate } from './migrate.ts';
import { createPool } from './pool.ts';

export interface OpenDatabaseOptions {
  readonly url: string;
  /** The environment variable that the URL came from, for messages. */
  readonly variable: string;
  readonly migrations: URL;
  readonly schemas?: readonly string[];
  readonly service: string;
  readonly logger: Logger;
}

/**
 * Migrates a service's database and gives its pool.
 *
 * @throws StartError with the remedy when the database cannot be used.
 */
export async function openDatabase({ url, variable, service, logger, ...schema }: OpenDatabaseOptions): Promise<Pool> {
  try {
    await migrate({ url, service, logger, ...schema });
  } catch (error) {
    throw databaseStartError(error, url, variable);
  }
  return createPool({ url, service, logger });
}
