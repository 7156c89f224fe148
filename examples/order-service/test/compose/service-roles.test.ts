// Runs the script that sets up each service's Postgres, by psql as the image does, on the test run's Postgres.
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import pg from 'pg';
import { expect, inject, it } from 'vitest';
import { repository } from '../api/running-process.ts';

const script = join(repository, 'deploy/postgres/service-roles.sql');
const hasPsql = spawnSync('psql', ['--version']).status === 0;

it('service-roles.sql makes a database, its owner, and a role that may enter it and do nothing there yet', async ({
  skip,
}) => {
  if (!hasPsql) return skip('psql is not installed');
  const { postgresAdminUrl } = inject('localStack');
  const owner = `compose_${randomBytes(6).toString('hex')}`;
  const [ownerPassword, servicePassword] = [randomBytes(24).toString('hex'), randomBytes(24).toString('hex')];
  const { status, stderr } = spawnSync(
    'psql',
    ['--no-psqlrc', '--set=ON_ERROR_STOP=1', '--file', script, postgresAdminUrl],
    {
      env: {
        PATH: process.env.PATH,
        OWNER_ROLE: owner,
        OWNER_PASSWORD: ownerPassword,
        SERVICE_ROLE: `${owner}_runtime`,
        SERVICE_PASSWORD: servicePassword,
      },
      encoding: 'utf8',
    },
  );
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  const as = async (username: string, password: string, database = owner) => {
    const url = Object.assign(new URL(postgresAdminUrl), { username, password, pathname: `/${database}` });
    const client = new pg.Client({ connectionString: url.href });
    await client.connect();
    return client;
  };
  const admin = new pg.Client({ connectionString: postgresAdminUrl });
  await admin.connect();
  try {
    const owning = await as(owner, ownerPassword);
    await owning.query('CREATE TABLE note (text text)');
    await owning.end();
    const service = await as(`${owner}_runtime`, servicePassword);
    for (const statement of ['TABLE note', 'CREATE TABLE other (text text)', 'CREATE TEMP TABLE other (text text)'])
      await expect(service.query(statement), statement).rejects.toThrow('permission denied');
    await service.end();
    for (const [role, password] of [
      [owner, ownerPassword],
      [`${owner}_runtime`, servicePassword],
    ] as const)
      await expect(as(role, password, 'postgres')).rejects.toThrow('permission denied for database');
  } finally {
    await admin.query(`DROP DATABASE ${owner} WITH (FORCE)`);
    await admin.query(`DROP ROLE ${owner}_runtime`);
    await admin.query(`DROP ROLE ${owner}`);
    await admin.end();
  }
});
