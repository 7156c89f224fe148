// Orders come all the time, while each process is killed and restarted, and each database goes away and comes back. It has a
// Temporal and a Postgres of its own, as other tests need theirs. Postgres keeps its files as in production here (`dataDir`):
// one whose data are thrown away anyway may forget what it committed when it is killed.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type DatabaseVariable, type LocalStack, startLocalStack } from '@saga/local-stack';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { Auditor } from '../../src/audit/auditor.ts';
import { auditedOrder } from '../../src/demo/audit-report.ts';
import { endingOf } from '../../src/demo/scenario.ts';
import type { HttpProcessName } from '../../src/start/process-name.ts';
import { type RunningSystem, startEverything } from '../../src/start/start-everything.ts';
import { notificationViolations } from './notification-violations.ts';
import { openAuditor } from './open-auditor.ts';
import { OrderStream } from './order-stream.ts';
import { PersistentCustomer } from './persistent-customer.ts';
import { linkDatabases, type SeveredDatabases } from './severed-databases.ts';

const isAll = process.env.SAGA_TESTS === 'all';
const processes: readonly HttpProcessName[] = ['order', 'inventory', 'payment', 'notification', 'worker', 'api'];
const databases: readonly DatabaseVariable[] = [
  'ORDER_DATABASE_URL',
  'INVENTORY_DATABASE_URL',
  'PAYMENT_DATABASE_URL',
  'NOTIFICATION_DATABASE_URL',
  'ORDER_API_DATABASE_URL',
];
/** What a run of all tests plays; with `--all` it plays everything. */
const killed = isAll ? processes : (['inventory', 'payment', 'worker', 'api'] as const);
const severed = isAll ? databases : (['ORDER_DATABASE_URL', 'ORDER_API_DATABASE_URL'] as const);
/** How long each is away. */
const outageMilliseconds = 1_500;
/** For one outage and the recovery from it. */
const patienceMilliseconds = 180_000;

let folder: string;
let stack: LocalStack;
let links: SeveredDatabases;
let system: RunningSystem;
let customers: readonly PersistentCustomer[];
let auditor: Auditor;
let stream: OrderStream;
const restarts: string[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'saga-chaos-'));
  const { PATH, HOME, XDG_CACHE_HOME, TEMPORAL_CLI_PATH, NODE_COMPILE_CACHE } = process.env;
  const environment = { PATH, HOME, XDG_CACHE_HOME, TEMPORAL_CLI_PATH };
  stack = await startLocalStack({ dataDir: folder, environment, onRestart: ({ part }) => restarts.push(part) });
  links = await linkDatabases(stack.databaseUrls);
  system = await startEverything({
    environment: {
      PATH,
      HOME,
      NODE_COMPILE_CACHE,
      WORKFLOW_BUNDLE: inject('workerBundle'),
      LOG_LEVEL: 'warn',
      // No outage is long enough for any budget to run out, on a slow machine as well.
      SAGA_TIMEOUT_SCALE: '3',
      RATE_LIMIT_PER_TOKEN: '0',
      RATE_LIMIT_PER_ADDRESS: '0',
    },
    stack: { ...stack.env, ...links.urls },
    portOf: () => 'free',
  });
  const names = ['steady-1', 'steady-2', 'steady-3', 'steady-4', 'steady-5', 'steady-6'];
  customers = await Promise.all(names.map((name) => PersistentCustomer.at(system.url('api'), name)));
  auditor = await openAuditor(system, stack.databaseUrls, names);
  stream = new OrderStream(customers);
});

afterAll(async () => {
  await system?.kill();
  await links?.close();
  await stack?.stop();
  await rm(folder, { recursive: true, force: true });
});

/** Resolves when an order that was asked for from now on has been confirmed and told of, and all say that they are well. */
async function orderAsEver(): Promise<void> {
  const since = performance.now();
  const isAnyConfirmed = () => stream.confirmedSince(since).length > 0;
  await expect.poll(isAnyConfirmed, { timeout: patienceMilliseconds / 2 }).toBe(true);
  const orderIds = stream.confirmedSince(since).map(({ order }) => order.id);
  await expect.poll(() => notificationViolations(stack.databaseUrls, orderIds)).toEqual([]);
  const health = (name: HttpProcessName) => fetch(`${system.url(name)}/health/ready`).then(({ status }) => status);
  await expect.poll(() => Promise.all(processes.map(health))).toEqual(processes.map(() => 200));
}

describe('With orders in flight all the while, customers order as ever when', () => {
  it('nothing has happened yet', orderAsEver, patienceMilliseconds);

  it.each(killed)(
    '%s was killed and is started again',
    async (name) => {
      await system.process(name).kill('SIGKILL');
      await delay(outageMilliseconds);
      await system.process(name).start();
      await orderAsEver();
    },
    patienceMilliseconds,
  );

  it.each(processes)(
    '%s was stopped and is started again',
    { tags: ['long'], timeout: patienceMilliseconds },
    async (name) => {
      await system.process(name).stop();
      await system.process(name).start();
      await orderAsEver();
    },
  );

  it.each(severed)(
    '%s was cut off and is there again',
    async (variable) => {
      links.link(variable).cut();
      await delay(outageMilliseconds);
      links.link(variable).mend();
      await orderAsEver();
    },
    patienceMilliseconds,
  );

  it.each(databases)('%s hung and goes on', { tags: ['long'], timeout: patienceMilliseconds }, async (variable) => {
    links.link(variable).freeze();
    await delay(outageMilliseconds);
    links.link(variable).mend();
    await orderAsEver();
  });

  it(
    'Postgres itself was killed, with all databases, and runs again',
    async () => {
      process.kill(stack.pids.postgres ?? 0, 'SIGKILL');
      await expect.poll(() => restarts).toEqual(['postgres']);
      await orderAsEver();
    },
    patienceMilliseconds,
  );
});

describe('After all of that', () => {
  beforeAll(() => stream.stop(), 240_000);

  it('every order that was accepted is there, and none twice', async () => {
    const lists = await Promise.all(customers.map((customer) => customer.list()));
    const known = lists.flat().map(({ id }) => id);
    expect(known.sort()).toEqual(stream.ended.map(({ order }) => order.id).sort());
  });

  it('every order ended as its customer wanted it, as if nothing had happened', () => {
    const wrong = stream.ended.filter(({ order, expected, isCancelAccepted }) =>
      isCancelAccepted ? endingOf(order) !== 'CANCELLED' : !expected.includes(endingOf(order)),
    );
    expect(wrong).toEqual([]);
  });

  it('the auditor finds every promise kept', async () => {
    expect((await auditor.audit(stream.ended.map(auditedOrder))).flatMap(({ violations }) => violations)).toEqual([]);
  });

  it('each event of an order is told of exactly once', async () => {
    const orderIds = stream.ended.map(({ order }) => order.id);
    await expect.poll(() => notificationViolations(stack.databaseUrls, orderIds)).toEqual([]);
  });
});
