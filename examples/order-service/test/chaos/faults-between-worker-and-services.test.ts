// What is promised of orders holds over a network that loses, doubles, delays and breaks off. All 500 orders in each mode take some
// minutes: `npm test -- --all chaos/faults`. A run of all tests has the first 30. SAGA_CHAOS_SEED=<seed> gives other
// orders and another network; with the same seed every saga meets the same faults again, try by try.
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client, Connection } from '@temporalio/client';
import { SagaClient, type SagaHandle } from 'saga-core/client';
import { bundleSagaWorkflows } from 'saga-core/worker';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { workflowsToBundle } from '../../../../workers/src/workflows-to-bundle.ts';
import type { Auditor } from '../../src/audit/auditor.ts';
import { createOrderSaga } from '../../src/saga/create-order.ts';
import { startTestSystem, type TestSystem } from '../start/test-system.ts';
import { type CarriedOutOrder, carryOutOrders } from './carry-out-orders.ts';
import { chaosOrders, customerIds } from './chaos-order.ts';
import { createOrderByActivities } from './create-order-by-activities.ts';
import type { FaultProxy } from './fault-proxy.ts';
import { faultKinds, seededFaults } from './faults.ts';
import { openFaultyLinks } from './faulty-links.ts';
import { notificationViolations } from './notification-violations.ts';
import { openAuditor } from './open-auditor.ts';
import { Operator } from './operator.ts';

const seed = Number(process.env.SAGA_CHAOS_SEED ?? 1);
const count = process.env.SAGA_TESTS === 'all' ? 500 : 20;
// One try then has a second, and a call that must succeed is parked after 24.
const timeoutScale = 0.2;
const attemptTimeout = 1_000;
const atOnce = 20;

let test: TestSystem;
let connection: Connection;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'saga-chaos-'));
  connection = await Connection.connect({ address: inject('localStack').temporalAddress });
  test = await startTestSystem({ only: ['order', 'inventory', 'payment', 'notification'] });
});

afterAll(async () => {
  await test?.stop();
  await connection?.close();
  await rm(folder, { recursive: true, force: true });
});

/** The environment of a worker with other workflows than its own. */
async function bundled(workflows: string): Promise<Record<string, string>> {
  const outFile = join(folder, 'workflow-bundle.js');
  const workflowsPath = fileURLToPath(new URL(workflows, import.meta.url));
  await bundleSagaWorkflows({ ...workflowsToBundle(), workflowsPath, outFile });
  return { WORKFLOW_BUNDLE: outFile };
}

describe.each([
  { execution: 'adaptive', saga: createOrderSaga, workflows: undefined },
  { execution: 'activity', saga: createOrderByActivities, workflows: './activity-workflows.ts' },
])(
  `SAGA_CHAOS_SEED=${seed}: ${count} orders, execution '$execution', of whose requests and answers many are lost, late, doubled or broken off:`,
  ({ execution, saga, workflows }) => {
    let proxy: FaultProxy;
    let auditor: Auditor;
    let orders: readonly CarriedOutOrder[];

    beforeAll(async () => {
      const { system, databaseUrls } = test;
      auditor = await openAuditor(system, databaseUrls, customerIds);
      const links = await openFaultyLinks(system, seededFaults(seed, 0.1, attemptTimeout));
      proxy = links.proxy;
      const taskQueue = `chaos-${randomUUID()}`;
      const worker = await system.add('worker', {
        TEMPORAL_TASK_QUEUE: taskQueue,
        ...links.environment,
        ...(workflows !== undefined && (await bundled(workflows))),
      });
      const sagas = new SagaClient({ client: new Client({ connection }), taskQueue, within: 30_000 });
      const handles = new Map<string, SagaHandle<unknown>>();
      const operator = new Operator(sagas, saga, handles);
      orders = await carryOutOrders({
        orders: chaosOrders(seed, execution, count),
        atOnce,
        start: async ({ sagaId, input }) => {
          const handle = await sagas.start(saga, { id: sagaId, input, timeoutScale });
          handles.set(sagaId, handle);
          return handle;
        },
        cancelTime: (sagaId, call) => proxy.sawCall(sagaId, call),
      });
      await operator.stop();
      await worker.stop();
    }, 1_800_000);

    afterAll(() => proxy?.close());

    const violations = async () => (await auditor.audit(orders)).flatMap((audited) => audited.violations);

    it('every saga ends, and the auditor finds every promise kept', async () => {
      expect(await violations()).toEqual([]);
    });

    it('no order is confirmed whose cancel was accepted', () => {
      const asked = orders.filter(({ isCancelAccepted }) => isCancelAccepted !== undefined);
      expect(asked.length).toBeGreaterThan(0);
      const broken = asked.filter(({ isCancelAccepted, status }) => isCancelAccepted && status === 'CONFIRMED');
      expect(broken).toEqual([]);
    });

    it('the auditor finds every promise kept when all that was held has arrived', async () => {
      expect(proxy.held).toBeGreaterThan(0);
      await proxy.releaseAll();
      expect(proxy.lateAnswers).not.toContain(401);
      expect(await violations()).toEqual([]);
    });

    it('each event of an order is told of exactly once', async () => {
      const broken = () =>
        notificationViolations(
          test.databaseUrls,
          orders.map(({ id }) => id),
        );
      await expect.poll(broken).toEqual([]);
    });

    it('every kind of fault has happened, and every kind of ending', () => {
      const { happened } = proxy;
      expect(new Set(happened.keys())).toEqual(new Set(faultKinds));
      const endings = new Set(orders.map(({ status }) => status));
      expect(endings).toEqual(new Set(['CONFIRMED', 'CANCELLED', 'FAILED']));
    });
  },
);
