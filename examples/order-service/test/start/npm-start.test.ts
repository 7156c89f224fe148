import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serviceDatabases } from '@saga/local-stack';
import pg from 'pg';
import { expect, it, onTestFinished, vi } from 'vitest';
import { Customer } from '../../src/demo/customer.ts';
import { followOrder } from '../../src/demo/follow-order.ts';
import { Command } from './command.ts';

const names = ['stack', 'order', 'inventory', 'payment', 'notification', 'worker', 'api'];

/** `npm start` with a stack of its own. */
async function start(more: NodeJS.ProcessEnv = {}): Promise<Command> {
  const dataDir = await mkdtemp(join(tmpdir(), 'saga-start-test-'));
  onTestFinished(() => rm(dataDir, { recursive: true, force: true }));
  const { TEMPORAL_CLI_PATH, XDG_CACHE_HOME } = process.env;
  return new Command('start/main.ts', [], { TEMPORAL_CLI_PATH, XDG_CACHE_HOME, DATA_DIR: dataDir, ...more });
}

const lineOf = (name: string) =>
  new RegExp(`^\\{"msg":"listening","service":"${name}","port":(\\d+),"pid":(\\d+).*\\}$`, 'm');

const oneBook = {
  label: 'a book',
  wish: { items: [{ sku: 'sku-book', quantity: 1 }], paymentMethod: 'pm_ok' },
  expected: 'CONFIRMED',
};

it('npm start runs every part as a process of its own, starts a killed one again, and leaves nothing behind', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'saga-start-test-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const command = await start({ STACK_ENV_FILE: join(folder, 'env') });
  await command.said(/Everything runs/);
  for (const label of [
    'order service',
    'inventory service',
    'payment service',
    'notification service',
    'worker',
    'order API',
  ]) {
    expect(command.stderr).toMatch(new RegExp(`^The ${label} is ready at http://127\\.0\\.0\\.1:\\d+\\.$`, 'm'));
  }
  const pids = await Promise.all(names.map(async (name) => (await command.said(lineOf(name)))[2]));
  expect(new Set(pids).size).toBe(names.length);

  const worker = Number((await command.said(lineOf('worker')))[2]);
  process.kill(worker, 'SIGKILL');
  await command.said(
    new RegExp(`worker \\(process ${worker}\\) ended by itself \\(SIGKILL\\); it starts again in 3 s`),
  );
  const [, url = ''] = await command.said(/order API +(http:\S+)/);
  const customer = await Customer.at(url, 'customer-1');
  const placed = await customer.place(oneBook.wish);
  await command.said(/worker runs again/);
  expect((await followOrder(customer, oneBook, placed)).order.status).toBe('CONFIRMED');
  const [, bearer = ''] = await command.said(/curl -s \S+\/orders -H 'Authorization: Bearer ([^']+)'/);
  expect((await fetch(`${url}/api/v1/orders`, { headers: { authorization: `Bearer ${bearer}` } })).status).toBe(200);
  await command.said(new RegExp(`databases' addresses are in ${join(folder, 'env')}`));
  expect(command.stderr).not.toContain('postgres://');
  const environment = await readFile(join(folder, 'env'), 'utf8');
  expect(environment).toContain(`ORDER_API_URL=${url}\n`);
  for (const { name, ownerVariable, runtimeRole } of serviceDatabases) {
    const [, owner = ''] = new RegExp(`^${ownerVariable}=(.+)$`, 'm').exec(environment) ?? [];
    expect(await rolesConnectedTo(owner), name).toEqual([runtimeRole]);
  }

  command.child.kill('SIGINT');
  expect(await command.ended).toBe(0);
  expect(command.stderr).toMatch(/All stopped\.\n$/);
  expect(command.processes()).toEqual([]);
}, 180_000);

/** Who is connected to a database, beside whoever asks. */
async function rolesConnectedTo(url: string): Promise<readonly string[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<{ role: string }>(
    `SELECT DISTINCT usename AS role FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`,
  );
  await client.end();
  return rows.map(({ role }) => role);
}

it('npm start says in the line of the stack, which comes first, where each process really is', async () => {
  const anyFree = { PORT: '0', ORDER_PORT: '0', INVENTORY_PORT: '0', PAYMENT_PORT: '0', NOTIFICATION_PORT: '0' };
  const command = await start(anyFree);
  const lines = await Promise.all(names.map((name) => command.said(lineOf(name))));
  const ports = new Map(names.map((name, index) => [name, lines[index]?.[1]]));
  const { env } = JSON.parse(lines[0]?.[0] ?? '{}');
  expect(env).toMatchObject({
    ORDER_API_URL: `http://127.0.0.1:${ports.get('api')}`,
    ORDER_SERVICE_URL: `http://127.0.0.1:${ports.get('order')}`,
    INVENTORY_SERVICE_URL: `http://127.0.0.1:${ports.get('inventory')}`,
    PAYMENT_SERVICE_URL: `http://127.0.0.1:${ports.get('payment')}`,
    NOTIFICATION_SERVICE_URL: `http://127.0.0.1:${ports.get('notification')}`,
  });
  expect(
    command.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).service),
  ).toEqual(names);
  command.child.kill('SIGINT');
  expect(await command.ended).toBe(0);
});

it('npm start that is killed takes all of its processes with it', async () => {
  const command = await start();
  await command.said(/Everything runs/);
  expect(command.processes().length).toBeGreaterThan(names.length);
  command.child.kill('SIGKILL');
  await command.ended;
  await vi.waitFor(() => expect(command.processes()).toEqual([]), { timeout: 40_000, interval: 200 });
});

it('npm start that is told to stop while it starts ends with 0 and leaves nothing behind', {
  tags: ['long'],
}, async () => {
  const command = await start();
  await command.said(/^Temporal and Postgres are ready\.$/m);
  command.child.kill('SIGTERM');
  expect(await command.ended).toBe(0);
  expect(command.processes()).toEqual([]);
});
