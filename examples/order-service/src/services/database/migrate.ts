import { fileURLToPath } from 'node:url';
import type { Logger } from '@saga/process';
import { runner } from 'node-pg-migrate';
import pg from 'pg';
import { participantSchema } from 'saga-core/participant';

export interface MigrateOptions {
  readonly url: string;
  /** The folder of SQL files, applied in the order of the number that each name begins with. */
  readonly migrations: URL;
  /** SQL of saga-core that is needed beside the barrier's. */
  readonly schemas?: readonly string[];
  readonly service: string;
  readonly logger: Logger;
}

/** Where it is written which migrations were applied. */
export const migrationsTable = 'migrations';

/**
 * Brings a service's database to the schema that its code expects, the barrier's table included. Several processes may do so at once:
 * an advisory lock lets one migrate while the others wait, and find nothing left to do. It has a connection of its own, because a
 * migration may take longer than a pool's statements.
 */
export async function migrate({ url, migrations, schemas = [], service, logger }: MigrateOptions): Promise<void> {
  const client = new pg.Client({ connectionString: url, application_name: service, connectionTimeoutMillis: 5_000 });
  // A connection that breaks rejects the query that runs on it as well; nobody listening would end the process before that is said.
  client.on('error', (error) => logger.debug({ err: error }, 'the database connection was lost'));
  await client.connect();
  try {
    const applied = await runner({
      dbClient: client,
      dir: fileURLToPath(migrations),
      // Only SQL is a migration here.
      ignorePattern: '(?!.*\\.sql$).*',
      direction: 'up',
      migrationsTable,
      advisoryLockMode: 'wait',
      logger: { info: () => {}, warn: (message) => logger.warn(message), error: (message) => logger.error(message) },
    });
    for (const schema of [participantSchema, ...schemas]) await client.query(schema);
    if (applied.length > 0) logger.info({ migrations: applied.map(({ name }) => name) }, 'database migrated');
  } finally {
    await client.end();
  }
}
