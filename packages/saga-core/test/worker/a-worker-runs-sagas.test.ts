import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client, Connection } from '@temporalio/client';
import { Worker } from '@temporalio/worker';
import { SagaClient } from 'saga-core/client';
import { bundleSagaWorkflows, createSagaWorker, sagaPlugin } from 'saga-core/worker';
import { afterAll, beforeAll, describe, expect, inject, it, onTestFinished } from 'vitest';
import { bookingSaga } from '../support/booking-sagas.ts';
import { Desk } from '../support/desk.ts';
import { testActivities } from '../support/test-activities.ts';
import { fromSource } from './from-source.ts';
import { openConnection } from './open-connection.ts';

const workflowsPath = fileURLToPath(new URL('../support/workflows.ts', import.meta.url));
const readsTheClock = fileURLToPath(new URL('workflows/reads-the-clock.ts', import.meta.url));

describe('a saga runs to its end', () => {
  const opened = openConnection();
  let folder: string;
  let codePath: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'saga-core-worker-'));
    codePath = join(folder, 'new-folder', 'workflow-bundle.js');
    const sagas = await bundleSagaWorkflows({ workflowsPath, outFile: codePath, ...fromSource });
    expect(sagas).toContainEqual({ name: 'booking', versions: [1] });
  });

  afterAll(() => rm(folder, { recursive: true, force: true }));

  /** What every worker here is given. */
  const given = () => ({
    connection: opened.connection,
    taskQueue: `worker-${randomUUID()}`,
    activities: testActivities(new Desk().activities()),
  });

  async function book(taskQueue: string) {
    const connection = await Connection.connect({ address: inject('localStack').temporalAddress });
    onTestFinished(() => connection.close());
    const sagas = new SagaClient({ client: new Client({ connection }), taskQueue, within: 30_000 });
    const id = `trip-${randomUUID()}`;
    const saga = await sagas.start(bookingSaga, { id, input: { tripId: id } });
    return saga.result();
  }

  const booked = { paymentId: 'pay-1', ticket: 'T1' };

  it('on a worker that bundles its workflows when it starts', async () => {
    const options = given();
    const worker = await createSagaWorker({ ...options, workflowsPath, bundlerOptions: fromSource });
    await expect(worker.runUntil(book(options.taskQueue))).resolves.toEqual(booked);
  });

  it('on a worker that is given a bundle made before', async () => {
    const options = given();
    const worker = await createSagaWorker({ ...options, workflowBundle: { codePath } });
    await expect(worker.runUntil(book(options.taskQueue))).resolves.toEqual(booked);
  });

  it('on a worker that keeps no workflow in its cache', async () => {
    const options = given();
    const worker = await createSagaWorker({ ...options, workflowBundle: { codePath }, maxCachedWorkflows: 0 });
    await expect(worker.runUntil(book(options.taskQueue))).resolves.toEqual(booked);
    const warnings = opened.log.map(({ message }) => message).filter((line) => line.includes('maxCachedWorkflows'));
    expect(warnings).toEqual([expect.stringContaining(`give those sagas \`execution: 'activity'\``)]);
  });

  it("on a worker that Temporal's own Worker.create made with the plugin, of a bundle that Temporal's own bundler made", async () => {
    const options = given();
    const workflowBundle = { codePath: inject('workflowBundlePath') };
    const worker = await Worker.create({ ...options, workflowBundle, plugins: [sagaPlugin()] });
    await expect(worker.runUntil(book(options.taskQueue))).resolves.toEqual(booked);
  });

  it('of workflows that read the clock while they are loaded', async () => {
    const outFile = join(folder, 'reads-the-clock.js');
    const sagas = await bundleSagaWorkflows({ workflowsPath: readsTheClock, outFile, ...fromSource });
    expect(sagas).toEqual([{ name: 'booking', versions: [1] }]);
    const options = given();
    const worker = await createSagaWorker({ ...options, workflowBundle: { codePath: outFile } });
    await expect(worker.runUntil(book(options.taskQueue))).resolves.toEqual(booked);
  });

  it('and a worker gives activities in flight six seconds to finish, or what it was told', async () => {
    const workflowBundle = { codePath };
    const worker = await createSagaWorker({ ...given(), workflowBundle });
    const other = await createSagaWorker({ ...given(), workflowBundle, shutdownGraceTime: '1 minute' });
    const graces = [worker, other].map(({ options }) => options.shutdownGraceTimeMs);
    await Promise.all([worker.runUntil(async () => {}), other.runUntil(async () => {})]);
    expect(graces).toEqual([6_000, 60_000]);
  });
});
