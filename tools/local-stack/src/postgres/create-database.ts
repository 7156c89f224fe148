import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { runtimeRoleOf } from '../service-database.ts';
import { randomPassword } from './cluster-passwords.ts';
import { ensureOwnDatabase } from './own-database.ts';

export interface TestDatabase {
  /** Of a role that owns this database and can enter no other. */
  readonly url: string;
  /** Of a role that may enter it, and do there what the owner grants it: for processes that run without the right to change tables. */
  readonly runtimeUrl: string;
  /** Removes the database with its roles, whoever is still connected. */
  drop(): Promise<void>;
}

/**
 * A fresh database with roles of its own, for one test file.
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
  const [password, runtimePassword] = [randomPassword(), randomPassword()];
  await asAdmin(adminUrl, (admin) => ensureOwnDatabase(admin, { name, password, runtimePassword }));
  const urlOf = (username: string, ofPassword: string) =>
    Object.assign(new URL(adminUrl), { username, password: ofPassword, pathname: `/${name}` }).href;
  return {
    url: urlOf(name, password),
    runtimeUrl: urlOf(runtimeRoleOf(name), runtimePassword),
    drop: () =>
      asAdmin(adminUrl, async (admin) => {
        await untilUnused(admin, name);
        await admin.query(`drop database if exists ${admin.escapeIdentifier(name)} with (force)`);
        for (const role of [runtimeRoleOf(name), name])
          await admin.query(`drop role if exists ${admin.escapeIdentifier(role)}`);
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

// `pool.end()` of pg is done before its connections are closed, and one that is cut off meanwhile throws where nobody
// listens. So they get a moment; who is connected after it is cut off.
async function untilUnused(admin: pg.Client, name: string): Promise<void> {
  for (let look = 0; look < 40; look += 1) {
    const { rows } = await admin.query('select 1 from pg_stat_activity where datname = $1 limit 1', [name]);
    if (rows.length === 0) return;
    await admin.query('select pg_sleep(0.05)');
  }
}
