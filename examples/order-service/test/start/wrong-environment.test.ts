import { mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDatabase, serviceDatabases, type TestDatabase } from '@saga/local-stack';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { Command } from './command.ts';

// The run's own Temporal and Postgres: what is wrong here is found whoever runs them.
const databases = new Map<string, TestDatabase>();
let dataDir: string;
const neighbour = createServer();
let taken: string;

beforeAll(async () => {
  const { postgresAdminUrl } = inject('localStack');
  for (const { variable } of serviceDatabases) databases.set(variable, await createDatabase(postgresAdminUrl));
  dataDir = await mkdtemp(join(tmpdir(), 'saga-start-test-'));
  await new Promise<void>((resolve) => neighbour.listen(0, '127.0.0.1', resolve));
  taken = String((neighbour.address() as AddressInfo).port);
});

afterAll(async () => {
  neighbour.close();
  for (const database of databases.values()) await database.drop();
  await rm(dataDir, { recursive: true, force: true });
});

function start(args: readonly string[], more: NodeJS.ProcessEnv): Command {
  return new Command('start/main.ts', args, {
    DATA_DIR: dataDir,
    TEMPORAL_ADDRESS: inject('localStack').temporalAddress,
    ...Object.fromEntries([...databases].map(([variable, { url }]) => [variable, url])),
    ...more,
  });
}

const nowhere = (database: string) => `postgres://user:canary@127.0.0.1:9/${database}`;

// One for each process that may say it; all of them with `npm test -- --all wrong-environment`.
const sample = ['the API port that was asked for is taken', "a service's database is down", 'Temporal is not there'];

describe('npm start in a wrong environment says in one line what to do, ends with 1, and leaves nothing behind:', () => {
  const mistakes: readonly [string, () => NodeJS.ProcessEnv, RegExp][] = [
    [
      'the API port that was asked for is taken',
      () => ({ PORT: taken }),
      /^api: Port \d+ \(PORT\) is taken\. Stop what listens there, or set PORT to another one\.$/,
    ],
    [
      "a service's port that was asked for is taken",
      () => ({ PAYMENT_PORT: taken }),
      /^payment: Port \d+ \(PAYMENT_PORT\) is taken\. Stop what listens there, or set PAYMENT_PORT to another one\.$/,
    ],
    [
      "a service's database is down",
      () => ({ INVENTORY_DATABASE_URL: nowhere('inventory') }),
      /^inventory: The database 127\.0\.0\.1:9\/inventory \(INVENTORY_DATABASE_URL\) cannot be used \(ECONNREFUSED\)\. Start it/,
    ],
    [
      "the API's database is down",
      () => ({ ORDER_API_DATABASE_URL: nowhere('order_api') }),
      /^api: .*ORDER_API_DATABASE_URL.*/,
    ],
    ['Temporal is not there', () => ({ TEMPORAL_ADDRESS: '127.0.0.1:9' }), /127\.0\.0\.1:9.*TEMPORAL_ADDRESS/],
    [
      'a port is none',
      () => ({ WORKER_PORT: 'x' }),
      /^start: WORKER_PORT is "x", which is no port\. Set it to .*--help\.$/,
    ],
    [
      'its files can be kept nowhere',
      () => ({ DATA_DIR: '/dev/null/data' }),
      /^start: .*\/dev\/null\/data.*Set DATA_DIR to/,
    ],
  ];
  const played = mistakes.filter(([name]) => process.env.SAGA_TESTS === 'all' || sample.includes(name));

  it.each(played)('%s', async (_, environment, line) => {
    const command = start([], environment());
    expect(await command.ended).toBe(1);
    const lines = command.stderr.trimEnd().split('\n');
    expect(lines.at(-1)).toMatch(line);
    expect(lines.filter((each) => line.test(each))).toHaveLength(1);
    expect(command.stderr).not.toMatch(/canary|\n\s+at /);
    expect(command.processes()).toEqual([]);
  });

  it('a setting of one process is wrong', async () => {
    const command = start([], { SAGA_TIMEOUT_SCALE: 'soon' });
    expect(await command.ended).toBe(1);
    expect(command.stderr.trimEnd().split('\n').slice(-2)).toEqual([
      'api: One setting is wrong:',
      expect.stringMatching(/^ {2}SAGA_TIMEOUT_SCALE is not valid: it is not a number\. Set it to /),
    ]);
    expect(command.processes()).toEqual([]);
  });

  it('an argument that it does not know', async () => {
    const command = start(['--fast'], {});
    expect(await command.ended).toBe(1);
    expect(command.stderr).toMatch(/^start: Unknown option '--fast'.*npm start -- --help\.\n$/);
    expect(command.stdout).toBe('');
  });
});

it('npm start takes other ports when the default ones are taken, and says it aloud', { tags: ['long'] }, async () => {
  const squatters = await Promise.all([3000, 3002].map(occupy));
  const command = start([], {});
  await command.said(/Everything runs/);
  expect(command.stderr).toMatch(
    /^api: port 3000 is taken, so this process listens on \d+\. Set PORT to choose one\.$/m,
  );
  expect(command.stderr).toMatch(/^inventory: port 3002 is taken, .* Set INVENTORY_PORT to choose one\.$/m);
  command.child.kill('SIGTERM');
  expect(await command.ended).toBe(0);
  expect(command.processes()).toEqual([]);
  for (const squatter of squatters) squatter?.close();
});

/** Takes a port, unless another process has it already: taken it is in both cases. */
async function occupy(port: number) {
  const server = createServer();
  return await new Promise<typeof server | undefined>((resolve) => {
    server.once('error', () => resolve(undefined));
    server.listen(port, '127.0.0.1', () => resolve(server));
  });
}
