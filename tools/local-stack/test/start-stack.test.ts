import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import getPort from 'get-port';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, inject, test, vi } from 'vitest';
import { isRunning } from '../src/process-identity.ts';
import { parentOf } from './fixtures/parent-of.ts';
import { StartedProcess } from './fixtures/started-process.ts';

interface Listening {
  msg: string;
  service: string;
  port: number;
  pid: number;
  pids: { temporal: number; postgres: number };
  env: Record<string, string>;
}

const program = new URL('../src/main.ts', import.meta.url);
const urls = ['ORDER_API_URL', 'ORDER_SERVICE_URL', 'INVENTORY_SERVICE_URL', 'PAYMENT_SERVICE_URL'];
const services = ['ORDER_API', 'ORDER', 'INVENTORY', 'PAYMENT', 'NOTIFICATION'];
const databases = services.map((name) => `${name}_DATABASE_URL`);
const owners = services.map((name) => `${name}_OWNER_DATABASE_URL`);

describe('start:stack', () => {
  let folder: string;
  let environment: NodeJS.ProcessEnv;
  const started: StartedProcess[] = [];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'stack-test-'));
    environment = { DATA_DIR: join(folder, 'data'), TEMPORAL_PORT: '', POSTGRES_PORT: '', STACK_ENV_FILE: '' };
  });

  afterEach(async () => {
    for (const { child, ended } of started.splice(0)) {
      child.kill('SIGTERM');
      await ended;
    }
    await rm(folder, { recursive: true, force: true });
  });

  function start(overrides: NodeJS.ProcessEnv = {}): StartedProcess {
    const process = new StartedProcess(program, { ...environment, ...overrides }, { cwd: folder });
    started.push(process);
    return process;
  }

  test('prints one line with all that the other processes need, writes it to STACK_ENV_FILE, and ends with 0', async () => {
    const STACK_ENV_FILE = join(folder, 'stack.env');
    const ports = { TEMPORAL_PORT: String(await getPort()), POSTGRES_PORT: String(await getPort()) };
    const stack = start({ STACK_ENV_FILE, ...ports });
    const line = await stack.line<Listening>();
    expect(line).toMatchObject({ msg: 'listening', service: 'stack', pid: stack.pid });
    expect(line.port).toBe(Number(ports.TEMPORAL_PORT));
    expect(isRunning(line.pids.temporal) && isRunning(line.pids.postgres)).toBe(true);
    expect(line.env).toMatchObject({
      TEMPORAL_ADDRESS: `127.0.0.1:${ports.TEMPORAL_PORT}`,
      TEMPORAL_NAMESPACE: 'default',
      TEMPORAL_TASK_QUEUE: 'orders',
    });
    expect(Object.keys(line.env)).toEqual(
      expect.arrayContaining([...urls, 'NOTIFICATION_SERVICE_URL', ...databases, ...owners]),
    );
    for (const name of [...databases, ...owners]) expect(new URL(line.env[name] ?? '').port).toBe(ports.POSTGRES_PORT);
    const written = await readFile(STACK_ENV_FILE, 'utf8');
    expect(Object.fromEntries(written.trim().split('\n').map(splitAtFirstEquals))).toEqual(line.env);
    expect((await stat(STACK_ENV_FILE)).mode & 0o777).toBe(0o600);
    expect((await stat(join(folder, 'data', 'passwords.json'))).mode & 0o777).toBe(0o600);

    stack.child.kill('SIGTERM');
    expect(await stack.ended).toBe(0);
    expect(stack.out.trim().split('\n')).toHaveLength(1);
    expect(isRunning(line.pids.temporal) || isRunning(line.pids.postgres)).toBe(false);
  });

  test('goes on where it was after every one of its processes was killed', async () => {
    const first = start();
    const before = await first.line<Listening>();
    await query(before, "create table note as select 'committed' as text");
    await withTemporal(before, (client) =>
      client.workflow.start('unknown', { workflowId: 'open', taskQueue: 'nobody' }),
    );
    const keeper = parentOf(before.pids.temporal);
    for (const pid of [keeper, first.pid, before.pids.temporal, before.pids.postgres]) process.kill(pid, 'SIGKILL');
    await first.ended;
    await vi.waitFor(() => expect(isRunning(before.pids.postgres)).toBe(false));

    const after = await start().line<Listening>();
    expect(await query(after, 'select text from note')).toEqual([{ text: 'committed' }]);
    const open = await withTemporal(after, (client) => client.workflow.getHandle('open').describe());
    expect(open.status.name).toBe('RUNNING');
  });

  test('takes over at once from one whose servers outlived their keeper', { tags: ['long'] }, async () => {
    const first = start();
    const before = await first.line<Listening>();
    const keeper = parentOf(before.pids.temporal);
    process.kill(first.pid, 'SIGSTOP'); // So that it cannot clear away what the keeper leaves.
    process.kill(keeper, 'SIGKILL');
    process.kill(first.pid, 'SIGKILL');
    await first.ended;
    const after = await start().line<Listening>();
    expect(after.env.ORDER_DATABASE_URL?.split('@')[0]).toBe(before.env.ORDER_DATABASE_URL?.split('@')[0]);
    expect(isRunning(before.pids.temporal) || isRunning(before.pids.postgres)).toBe(false);
  });

  test('says with a line of its own that a dead server runs again', { tags: ['long'] }, async () => {
    const stack = start();
    const { pids, env } = await stack.line<Listening>();
    process.kill(pids.postgres, 'SIGKILL');
    const restarted = await stack.line<{ msg: string; service: string; part: string; pid: number; port: number }>(1);
    expect(restarted).toMatchObject({ msg: 'restarted', service: 'stack', part: 'postgres' });
    expect(restarted.port).toBe(Number(new URL(env.ORDER_DATABASE_URL ?? '').port));
    expect(isRunning(restarted.pid)).toBe(true);
    expect(isRunning(pids.temporal)).toBe(true);
  });

  test('refuses a folder that another stack runs on', async () => {
    const first = start();
    await first.line();
    const second = start();
    expect(await second.ended).toBe(1);
    expect(linesOf(second.err)).toEqual([expect.stringContaining('set DATA_DIR to another folder')]);
    expect(second.out).toBe('');
  });

  test.each(['TEMPORAL_PORT', 'POSTGRES_PORT'])('refuses a %s that is taken, and starts nothing', async (variable) => {
    const [server, port] = await listening();
    const stack = start({ [variable]: String(port) });
    expect(await stack.ended).toBe(1);
    expect(linesOf(stack.err)).toEqual([expect.stringContaining(`${variable} is ${port}, but another process`)]);
    expect(stack.out).toBe('');
    server.close();
  });

  test.each(['0', '65536', '70.5', 'seven', '-1'])('refuses %s as a port', async (port) => {
    const stack = start({ POSTGRES_PORT: port });
    expect(await stack.ended).toBe(1);
    expect(linesOf(stack.err)).toEqual([expect.stringContaining(`POSTGRES_PORT is "${port}"`)]);
  });

  test('takes another port when the default one is taken, and says so', { tags: ['long'] }, async () => {
    const server = createServer();
    // Taken by this test or by whoever had it before: taken it is.
    await new Promise((resolve) => server.once('error', resolve).listen(7233, '127.0.0.1', () => resolve(undefined)));
    const stack = start();
    const { port } = await stack.line<Listening>();
    expect(port).not.toBe(7233);
    expect(stack.err).toContain(`port 7233 is in use, so it listens on ${port}`);
    server.close();
  });

  test('uses the servers that the environment names, and starts none beside them', async () => {
    const given = Object.fromEntries(databases.map((name) => [name, `postgres://someone@127.0.0.1:1/${name}`]));
    const TEMPORAL_ADDRESS = inject('localStack').temporalAddress;
    const stack = start({ TEMPORAL_ADDRESS, ...given });
    const line = await stack.line<Listening>();
    expect(line.pids).toEqual({ temporal: null, postgres: null });
    expect(line.env).toMatchObject({ TEMPORAL_ADDRESS, ...given });
    // Nobody but the environment knows who owns the tables there.
    expect(Object.keys(line.env)).not.toEqual(expect.arrayContaining([expect.stringContaining('_OWNER_')]));
  });

  test.each([
    ['TEMPORAL_ADDRESS', '127.0.0.1:1', 'TEMPORAL_ADDRESS is 127.0.0.1:1, but no Temporal server'],
    ['TEMPORAL_CLI_PATH', '/no/such/temporal', 'TEMPORAL_CLI_PATH is /no/such/temporal, which is not an executable'],
    ['DATA_DIR', '/dev/null/data', 'Set DATA_DIR to a folder that this user may write to'],
    ['STACK_ENV_FILE', '/no/such/folder/env', 'Set it to a file in a folder that exists'],
  ])('with a %s that cannot be used ends with one clear line', async (variable, value, message) => {
    const stack = start({ [variable]: value });
    expect(await stack.ended).toBe(1);
    expect(linesOf(stack.err).at(-1)).toContain(message);
    expect(stack.out).toBe('');
  });

  test('explains itself with --help', async () => {
    const help = new StartedProcess(program, environment, { args: ['--help'] });
    expect(await help.ended).toBe(0);
    expect(help.out).toContain('Usage: npm run start:stack');
  });

  test('refuses an argument that it does not know with one line, and starts nothing', async () => {
    const stack = new StartedProcess(program, environment, { args: ['--kepe'] });
    expect(await stack.ended).toBe(1);
    expect(stack.err).toBe("stack: Unknown argument '--kepe'. See npm run start:stack -- --help.\n");
    expect(stack.out).toBe('');
  });
});

function splitAtFirstEquals(line: string): [string, string] {
  const at = line.indexOf('=');
  return [line.slice(0, at), line.slice(at + 1)];
}

function linesOf(text: string): string[] {
  return text.trim().split('\n');
}

async function listening(): Promise<[Server, number]> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  return [server, address.port];
}

async function query({ env }: Listening, text: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: env.ORDER_OWNER_DATABASE_URL });
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

async function withTemporal<Result>({ env }: Listening, work: (client: Client) => Promise<Result>): Promise<Result> {
  const connection = await Connection.connect({ address: env.TEMPORAL_ADDRESS ?? '' });
  try {
    return await work(new Client({ connection }));
  } finally {
    await connection.close();
  }
}
