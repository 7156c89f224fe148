import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { randomPassword } from './cluster-passwords.ts';
import { ensureOwnDatabase } from './own-database.ts';

export interface TestDatabase {
  /** Of a role that owns this database and can enter no other. */
  readonly url: string;
  /** Removes the database with its role, whoever is still connected. */
  drop(): Promise<void>;
}

/**
 * A fresh database with a role of its own, for one test file.
 *
 * @param adminUrl a superuser's URL: `inject('localStack').postgresAdminUrl` in a test.
 * @example
 * const database = await createDatabase(inject('localStack').postgresAdminUrl);
 * const pool = new pg.Pool({ connectionString: database.url });
 * // …
 * await pool.end();
 * await database.drop();
 */
export async function createDatabase(adminUrl: string): Promise<TestDatabase> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  const password = randomPassword();
  await asAdmin(adminUrl, (admin) => ensureOwnDatabase(admin, { name, password }));
  const url = new URL(adminUrl);
  url.username = name;
  url.password = password;
  url.pathname = `/${name}`;
  return {
    url: url.href,
    drop: () =>
      asAdmin(adminUrl, async (admin) => {
        await admin.query(`drop database if exists ${admin.escapeIdentifier(name)} with (force)`);
        await admin.query(`drop role if exists ${admin.escapeIdentifier(name)}`);
      }),
  };
}

async function asAdmin(adminUrl: string, work: (admin: pg.Client) => Promise<void>): Promise<void> {
  const admin = new pg.Client({ connectionString: adminUrl });
  await admin.connect();
  try {
    await work(admin);
  } finally {
    await admin.end();
  }
}
