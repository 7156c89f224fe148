import pg from 'pg';

export interface GrantRuntimeOptions {
  /** Of the role that owns the tables. */
  readonly ownerUrl: string;
  /** Of the role that the service runs as. */
  readonly runtimeUrl: string;
  readonly service: string;
  /** Where it is written which migrations were applied. */
  readonly migrationsTable: string;
}

/**
 * Lets the role that a process runs as read and write the rows of its database, and nothing more: it can't create, alter, truncate or drop a table,
 * nor say which migrations were applied. Several processes may do so at once; one waits for the other.
 */
export async function grantRuntime({
  ownerUrl,
  runtimeUrl,
  service,
  migrationsTable,
}: GrantRuntimeOptions): Promise<void> {
  const { username, pathname } = new URL(runtimeUrl);
  const role = pg.escapeIdentifier(decodeURIComponent(username));
  const database = pg.escapeIdentifier(decodeURIComponent(pathname.slice(1)));
  const migrations = pg.escapeIdentifier(migrationsTable);
  const owner = new pg.Client({
    connectionString: ownerUrl,
    application_name: service,
    connectionTimeoutMillis: 5_000,
  });
  owner.on('error', () => undefined);
  await owner.connect();
  try {
    await owner.query(`
      BEGIN;
      SELECT pg_advisory_xact_lock(hashtext('saga-example-grants'));
      GRANT CONNECT ON DATABASE ${database} TO ${role};
      GRANT USAGE ON SCHEMA public TO ${role};
      GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO ${role};
      REVOKE INSERT, UPDATE, DELETE ON ${migrations} FROM ${role};
      GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO ${role};
      COMMIT;
    `);
  } finally {
    await owner.end();
  }
}
