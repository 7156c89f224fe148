import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { serviceToken } from '@saga/activities';
import { createDatabase, type TestDatabase } from '@saga/local-stack';
import { PG_MIGRATE_LOCK_ID } from 'node-pg-migrate';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { type RunningProcess, repository, startProcess } from '../api/running-process.ts';
import { openLink } from '../api/severable-link.ts';

const entry = 'examples/order-service/src/services/inventory/main.ts';
const secret = 'a-service-secret-that-only-this-test-has-in-it';

let database: TestDatabase;
beforeAll(async () => {
  database = await createDatabase(inject('localStack').postgresAdminUrl);
});
afterAll(() => database.drop());

const running: RunningProcess[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((one) => one.kill()));
});

async function start(env: Readonly<Record<string, string>> = {}): Promise<RunningProcess> {
  const started = await startProcess(entry, {
    INVENTORY_DATABASE_URL: database.url,
    SERVICE_TOKEN_SECRET: secret,
    ...env,
  });
  running.push(started);
  return started;
}

interface Ending {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

async function startInVain(env: Readonly<Record<string, string>>): Promise<Ending> {
  const child = spawn(process.execPath, ['--conditions=@saga/source', `${repository}/${entry}`], {
    env: { PATH: process.env.PATH, PORT: '0', SERVICE_TOKEN_SECRET: secret, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk) => (stdout += chunk));
  child.stderr.on('data', (chunk) => (stderr += chunk));
  const [code] = await once(child, 'close');
  return { code, stdout, stderr };
}

async function readItem({ url }: RunningProcess): Promise<number> {
  const token = await serviceToken({ secret, audience: 'inventory', subject: 'test' });
  return (await fetch(`${url}/items/sku-book`, { headers: { 'x-service-token': token } })).status;
}

async function ready({ url }: RunningProcess): Promise<number> {
  return (await fetch(`${url}/health/ready`)).status;
}

describe('a service that cannot start', () => {
  it.each([
    ['nothing listens there', { port: '1' }, /cannot be used \(ECONNREFUSED\)\. Start it/],
    ['it does not know the password', { password: 'canary-password' }, /refuses the login/],
    ['it has no such database', { pathname: '/nothing' }, /does not exist|refuses the login/],
  ])(
    'because its database is unusable (%s) says so in one line with the remedy, without the password',
    async (_, wrong, said) => {
      const url = new URL(database.url);
      Object.assign(url, wrong);
      const { code, stdout, stderr } = await startInVain({ INVENTORY_DATABASE_URL: url.href });
      expect(code).toBe(1);
      expect(stderr.trimEnd().split('\n')).toEqual([expect.stringMatching(said)]);
      expect(stderr).toContain('INVENTORY_DATABASE_URL');
      expect(stdout + stderr).not.toContain(url.password);
    },
  );

  it('because settings are wrong lists all of them at once, and no value', async () => {
    const { code, stdout, stderr } = await startInVain({
      INVENTORY_DATABASE_URL: 'mysql://canary',
      SERVICE_TOKEN_SECRET: 'canary',
    });
    expect(code).toBe(1);
    expect(stderr).toMatch(/INVENTORY_DATABASE_URL is not valid.*\n.*SERVICE_TOKEN_SECRET is not valid/);
    expect(stdout + stderr).not.toContain('canary');
  });

  it('because it would run in production with the development secret, or with none, says so', async () => {
    for (const SERVICE_TOKEN_SECRET of ['', 'development-only-service-token-secret-not-for-production']) {
      const { code, stderr } = await startInVain({
        INVENTORY_DATABASE_URL: database.url,
        NODE_ENV: 'production',
        SERVICE_TOKEN_SECRET,
      });
      expect(code).toBe(1);
      expect(stderr).toMatch(/SERVICE_TOKEN_SECRET is not (set|valid).*openssl rand/);
    }
  });

  it.each([
    ['two databases', (url: URL) => (url.pathname = '/another'), /name two databases, .*\/another/],
    ['the same role twice', () => undefined, /name one role\. Set INVENTORY_DATABASE_URL to a role that owns nothing/],
  ])('because it was given %s as owner and role to run as says so', async (_, change, said) => {
    const owner = new URL(database.url);
    change(owner);
    const { code, stdout, stderr } = await startInVain({
      INVENTORY_DATABASE_URL: database.url,
      INVENTORY_OWNER_DATABASE_URL: owner.href,
    });
    expect(code).toBe(1);
    expect(stderr.trimEnd().split('\n')).toEqual([expect.stringMatching(said)]);
    expect(stdout + stderr).not.toContain(owner.password);
  });

  it('because its port is taken says so before it touches the database', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as { port: number };
    const { code, stderr } = await startInVain({
      INVENTORY_DATABASE_URL: 'postgres://127.0.0.1:1/none',
      PORT: String(port),
    });
    other.close();
    expect(code).toBe(1);
    expect(stderr).toBe(
      `inventory: Port ${port} (PORT) is taken. Stop what listens there, or set PORT to another one.\n`,
    );
  });
});

describe('a service', () => {
  it('that finds another one migrating its database waits for it, and then starts', async () => {
    const migrating = new pg.Client({ connectionString: database.url });
    await migrating.connect();
    await migrating.query(`SELECT pg_advisory_lock(${PG_MIGRATE_LOCK_ID})`);
    const starting = start();
    const waiting = async () => {
      const { rows } = await migrating.query(
        `SELECT 1 FROM pg_locks JOIN pg_database d ON d.oid = database
         WHERE locktype = 'advisory' AND NOT granted AND datname = current_database()`,
      );
      return rows.length;
    };
    await Promise.race([expect.poll(waiting, { timeout: 30_000 }).toBe(1), starting]);
    await migrating.end();
    expect(await readItem(await starting)).toBe(200);
  });

  it('starts several times at once on an empty database, and again on a full one', async () => {
    const own = await createDatabase(inject('localStack').postgresAdminUrl);
    const env = { INVENTORY_DATABASE_URL: own.runtimeUrl, INVENTORY_OWNER_DATABASE_URL: own.url };
    const starts = await Promise.allSettled([1, 2, 3].map(() => start(env)));
    expect(starts.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'fulfilled']);
    const three = [...running];
    expect(await Promise.all(three.map(readItem))).toEqual([200, 200, 200]);
    expect(await Promise.all(three.map((one) => one.stop()))).toEqual([0, 0, 0]);
    const again = await start(env);
    expect(await readItem(again)).toBe(200);
    expect(await again.stop()).toBe(0);
    await own.drop();
  });

  it('survives the loss of its database and recovers by itself', async () => {
    const target = new URL(database.url);
    const link = await openLink(target.host);
    const url = new URL(database.url);
    url.host = link.address;
    const service = await start({ INVENTORY_DATABASE_URL: url.href });
    expect(await readItem(service)).toBe(200);
    link.cut();
    expect(await readItem(service)).toBe(503);
    expect(await ready(service)).toBe(503);
    expect((await fetch(`${service.url}/health/live`)).status).toBe(200);
    link.mend();
    await expect.poll(() => ready(service)).toBe(200);
    expect(await readItem(service)).toBe(200);
    await service.kill();
    await link.close();
  });

  it('survives an administrator who ends its connections', async () => {
    const service = await start();
    expect(await readItem(service)).toBe(200);
    const admin = new pg.Client({ connectionString: database.url });
    await admin.connect();
    await admin.query(
      'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND usename = current_user',
    );
    await admin.end();
    await expect.poll(() => readItem(service)).toBe(200);
    expect(await service.stop()).toBe(0);
  });

  it('logs a line a request with correlation and saga id, and no token, key, body or path', async () => {
    const service = await start();
    const headers = {
      'x-service-token': await serviceToken({ secret, audience: 'inventory', subject: 'test' }),
      'x-request-id': 'correlation-1',
      'saga-id': 'create-order-1',
      'idempotency-key': 'canary-key',
      'content-type': 'application/json',
    };
    await fetch(`${service.url}/reservations`, { method: 'POST', headers, body: '{"orderId":"canary-order"}' });
    await fetch(`${service.url}/items/canary-path?canary-query`, { headers });
    expect(await service.stop()).toBe(0);
    const lines = service.log.map((line) => JSON.parse(line));
    const ids = { correlationId: 'correlation-1', sagaId: 'create-order-1', service: 'inventory' };
    expect(lines).toContainEqual(
      expect.objectContaining({ ...ids, method: 'POST', route: '/reservations', status: 422 }),
    );
    expect(lines).toContainEqual(expect.objectContaining({ ...ids, method: 'GET', route: '/items/:sku', status: 404 }));
    expect(service.log.join('\n')).not.toMatch(/canary|eyJ/);
    expect(service.log.join('\n')).not.toContain(secret);
  });
});
