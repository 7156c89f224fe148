import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client, Connection } from '@temporalio/client';
import { SagaClient } from 'saga-core/client';
import { bundleSagaWorkflows, createSagaWorker } from 'saga-core/worker';
import { afterAll, beforeAll, inject } from 'vitest';
import { fromSource } from '../../worker/from-source.ts';
import { openConnection } from '../../worker/open-connection.ts';
import { Shop } from './shop.ts';
import { shopActivities } from './shop-activities.ts';
import { type Trouble, troubled } from './trouble.ts';
import { workerActivities } from './worker-activities.ts';

/** One worker that runs the old workflow and the saga, on the run's real Temporal. Call it inside `describe`. */
export function openShop() {
  const opened = openConnection();
  const shop = new Shop();
  const troubles = new Map<string, Trouble>();
  const taskQueue = `shop-${randomUUID()}`;
  let clients: { readonly temporal: Client; readonly sagas: SagaClient } | undefined;
  let close = async () => {};

  beforeAll(async () => {
    const folder = await mkdtemp(join(tmpdir(), 'saga-core-migrating-'));
    const codePath = join(folder, 'workflows.js');
    const workflowsPath = fileURLToPath(new URL('workflows.ts', import.meta.url));
    await bundleSagaWorkflows({ workflowsPath, outFile: codePath, ...fromSource });
    const worker = await createSagaWorker({
      connection: opened.connection,
      taskQueue,
      workflowBundle: { codePath },
      activities: workerActivities(troubled(shopActivities(shop), troubles)),
    });
    const running = worker.run();
    const connection = await Connection.connect({ address: inject('localStack').temporalAddress });
    const temporal = new Client({ connection });
    clients = { temporal, sagas: new SagaClient({ client: temporal, taskQueue, within: 30_000 }) };
    close = async () => {
      worker.shutdown();
      await running;
      await connection.close();
      await rm(folder, { recursive: true, force: true });
    };
  });
  afterAll(() => close());

  return {
    shop,
    taskQueue,
    troubles,
    get clients() {
      if (clients === undefined) throw new Error('The shop is open only inside tests.');
      return clients;
    },
  };
}
