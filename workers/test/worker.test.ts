import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import type {} from '@saga/local-stack';
import { Connection } from '@temporalio/client';
import { describe, expect, inject, onTestFinished, test, vi } from 'vitest';
import { startCreateOrder } from './create-order.ts';
import { Participants } from './participants.ts';
import { TemporalLink } from './temporal-link.ts';
import { WorkerProcess } from './worker-process.ts';

const { temporalAddress } = inject('localStack');
const program = fileURLToPath(new URL('../src/main.ts', import.meta.url));
const bundle = inject('workerBundle');

/** A task queue of its own for each test, and participants that answer. */
async function surroundings() {
  const participants = await Participants.start();
  const taskQueue = `workers-test-${randomUUID()}`;
  const environment = {
    ...participants.environment,
    TEMPORAL_ADDRESS: temporalAddress,
    TEMPORAL_TASK_QUEUE: taskQueue,
    WORKFLOW_BUNDLE: bundle,
  };
  return { participants, taskQueue, environment };
}

const pathsOf = (participants: Participants) => participants.calls.map(({ path }) => path);

async function readiness(url: string) {
  const response = await fetch(`${url}/health/ready`);
  const { checks } = (await response.json()) as { checks: Record<string, { status: string; milliseconds: number }> };
  return { status: response.status, checks };
}

test('the bundling of the workflows says which sagas it found', () => {
  expect(inject('workerBundlingSaid')).toBe(`${bundle}: createOrder (version 1)\n`);
});

describe('a worker', () => {
  test('runs a saga to its end, its workflows bundled at start', async () => {
    const { participants, taskQueue, environment } = await surroundings();
    const { WORKFLOW_BUNDLE: _, ...withoutBundle } = environment;
    const worker = new WorkerProcess(withoutBundle);
    await worker.listening();
    const saga = await startCreateOrder(temporalAddress, taskQueue);
    await expect(saga.result()).resolves.toMatchObject({ paymentId: 'payment-1' });
    const orderId = saga.id.slice('create-order-'.length);
    // A first try that is given up is sent again, under its key.
    expect([...new Set(pathsOf(participants))]).toEqual([
      '/orders',
      '/reservations',
      '/charges',
      `/orders/${orderId}/confirm`,
      `/reservations/${orderId}/commit`,
    ]);
    expect(participants.calls.filter(({ sagaId, operation }) => sagaId !== saga.id || operation !== 'run')).toEqual([]);
  });

  test('says that it listens only when Temporal knows that it polls', async () => {
    const { taskQueue, environment } = await surroundings();
    const connection = await Connection.connect({ address: temporalAddress });
    onTestFinished(() => connection.close());
    const worker = new WorkerProcess(environment);
    const { pid } = await worker.line(({ msg }) => msg === 'listening');
    for (const taskQueueType of [1, 2]) {
      const queue = { namespace: 'default', taskQueue: { name: taskQueue }, taskQueueType };
      const { pollers } = await connection.workflowService.describeTaskQueue(queue);
      expect(pollers).toMatchObject([{ identity: expect.stringMatching(`^${pid}@`) }]);
    }
  });

  test('that is told to stop finishes the call at hand, and the next worker goes on after it', async () => {
    const { participants, taskQueue, environment } = await surroundings();
    const charge = participants.hold('/charges');
    const first = new WorkerProcess(environment);
    await first.listening();
    const saga = await startCreateOrder(temporalAddress, taskQueue);
    const charges = () => pathsOf(participants).filter((path) => path === '/charges');
    // The try inside the workflow task has a second at most, however slow this machine is. The activity that follows has five.
    await expect.poll(charges).toHaveLength(2);

    first.signal('SIGTERM');
    await first.line(({ state }) => state === 'STOPPING');
    charge.release();
    await expect(first.ended).resolves.toMatchObject({ exitCode: 0, stderr: '' });

    const second = new WorkerProcess(environment);
    await second.listening();
    await expect(saga.result()).resolves.toMatchObject({ paymentId: 'payment-1' });
    expect(charges()).toHaveLength(2);
  });

  test('is ready while Temporal and every service answer, and says which one does not', async () => {
    const { participants, environment } = await surroundings();
    const worker = new WorkerProcess(environment);
    const url = await worker.listening();
    const up = { status: 'up', milliseconds: expect.any(Number) };
    const checks = { worker: up, temporal: up, order: up, inventory: up, payment: up };
    expect(await readiness(url)).toEqual({ status: 200, checks });

    const port = await participants.stop();
    const down = { ...up, status: 'down' };
    expect(await readiness(url)).toEqual({
      status: 503,
      checks: { ...checks, order: down, inventory: down, payment: down },
    });
    expect((await fetch(`${url}/health/live`)).status).toBe(200);

    await participants.listen(port);
    expect(await readiness(url)).toEqual({ status: 200, checks });
  });

  test('that loses Temporal is not ready, finds it again by itself, and goes on', async () => {
    const { taskQueue, environment } = await surroundings();
    const link = await TemporalLink.to(temporalAddress);
    const worker = new WorkerProcess({ ...environment, TEMPORAL_ADDRESS: link.address });
    const url = await worker.listening();

    await link.cut();
    expect(await readiness(url)).toMatchObject({ status: 503, checks: { temporal: { status: 'down' } } });

    await link.mend();
    await vi.waitFor(async () => expect(await readiness(url)).toMatchObject({ status: 200 }), { timeout: 30_000 });
    const saga = await startCreateOrder(temporalAddress, taskQueue);
    await expect(saga.result()).resolves.toMatchObject({ paymentId: 'payment-1' });
    worker.signal('SIGTERM');
    await expect(worker.ended).resolves.toMatchObject({ exitCode: 0 });
  });
});

describe('a worker in a wrong environment says in one line what to do, and ends:', () => {
  const address = { TEMPORAL_ADDRESS: temporalAddress };
  const nobody = { TEMPORAL_ADDRESS: '127.0.0.1:9' };
  test.each<[string, Record<string, string>, RegExp]>([
    ['no Temporal', nobody, /^worker: No Temporal answers at 127\.0\.0\.1:9 .*start:stack.*TEMPORAL_ADDRESS/],
    ['an address that is none', { TEMPORAL_ADDRESS: 'a b' }, /^worker: No Temporal answers at a b .*TEMPORAL_ADDRESS/],
    ['a profile that is not there', { TEMPORAL_PROFILE: 'none' }, /^worker: The settings for Temporal can't be read: /],
    [
      'a bundle that is none',
      { ...address, WORKFLOW_BUNDLE: program },
      /^worker: The workflow bundle .*main\.ts can't be/,
    ],
    ['an unknown namespace', { ...address, TEMPORAL_NAMESPACE: 'none' }, /namespace "none".*Set TEMPORAL_NAMESPACE/],
  ])('%s', async (_name, environment, message) => {
    const { exitCode, stdout, stderr } = await new WorkerProcess({ WORKFLOW_BUNDLE: bundle, ...environment }).ended;
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(message);
    expect(stderr.trimEnd()).not.toContain('\n');
    expect(stderr).not.toContain('canary');
    expect(stdout).toBe('');
  });

  test('all wrong settings at once, one line each, and never a development key in production', async () => {
    const wrong = {
      NODE_ENV: 'production',
      ORDER_SERVICE_URL: 'http://user:canary@127.0.0.1:3001',
      PAYMENT_SERVICE_URL: 'canary',
      WORKFLOW_BUNDLE: '/canary',
    };
    const { exitCode, stderr } = await new WorkerProcess(wrong).ended;
    expect(exitCode).toBe(1);
    expect(stderr.trimEnd().split('\n')).toEqual([
      'worker: 4 settings are wrong:',
      expect.stringContaining('ORDER_SERVICE_URL is not valid'),
      expect.stringContaining('PAYMENT_SERVICE_URL is not valid'),
      expect.stringContaining('SERVICE_TOKEN_SECRET is not set'),
      expect.stringContaining('WORKFLOW_BUNDLE is not valid'),
    ]);
    expect(stderr).not.toContain('canary');
  });
});
