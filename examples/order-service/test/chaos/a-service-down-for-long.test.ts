// The payment service is down for twenty seconds, so that the worker's circuit breaker opens. Sagas with time enough wait
// for it. Those whose budget runs out meanwhile are undone for that reason, and are done with it when it is back.
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import { SagaClient, SagaCompensatedError, type SagaHandle } from 'saga-core/client';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { sagaIdOf } from '../../src/api/orders/saga-view.ts';
import type { AuditedOrder } from '../../src/audit/audit-facts.ts';
import type { Auditor } from '../../src/audit/auditor.ts';
import { createOrderSaga } from '../../src/saga/create-order.ts';
import type { CreateOrderInput } from '../../src/saga/create-order-input.ts';
import { endingOfCause } from '../../src/saga/order-ending.ts';
import { startTestSystem, type TestSystem } from '../start/test-system.ts';
import { totalOf } from './chaos-order.ts';
import { openAuditor } from './open-auditor.ts';
import { Operator } from './operator.ts';

const outageMilliseconds = 20_000;

let test: TestSystem;
let connection: Connection;
let auditor: Auditor;
let sagas: SagaClient;

beforeAll(async () => {
  test = await startTestSystem({ environment: { LOG_LEVEL: 'info' } });
  connection = await Connection.connect({ address: inject('localStack').temporalAddress });
  const taskQueue = test.system.env.TEMPORAL_TASK_QUEUE ?? '';
  sagas = new SagaClient({ client: new Client({ connection }), taskQueue, within: 30_000 });
  auditor = await openAuditor(test.system, test.databaseUrls, ['waiting-1']);
});

afterAll(async () => {
  await test?.stop();
  await connection?.close();
});

interface WaitingOrder {
  readonly input: CreateOrderInput;
  readonly saga: SagaHandle<unknown>;
}

/** So many at once, with a payment method and a patience. */
async function start(count: number, paymentMethod: string, timeoutScale: number): Promise<readonly WaitingOrder[]> {
  const items = [{ sku: 'sku-book', quantity: 1, unitPrice: 1999 }];
  const inputs = Array.from({ length: count }, () => ({
    orderId: randomUUID(),
    customerId: 'waiting-1',
    items,
    paymentMethod,
  }));
  return await Promise.all(
    inputs.map(async (input) => ({
      input,
      saga: await sagas.start(createOrderSaga, { id: sagaIdOf(input.orderId), input, timeoutScale }),
    })),
  );
}

async function endingOf({ saga }: WaitingOrder): Promise<string> {
  try {
    await saga.result();
    return 'CONFIRMED';
  } catch (error) {
    if (!(error instanceof SagaCompensatedError)) throw error;
    const { kind, step, code } = error.sagaCause;
    return kind === 'refused' ? `${kind} ${step} ${code}` : `${kind} ${step}`;
  }
}

it('sagas wait for a service that is down and left alone, and none is lost, or undone before its budget ends', {
  tags: ['long'],
  timeout: 300_000,
}, async () => {
  const { system, log } = test;
  await system.process('payment').kill('SIGKILL');
  const downAt = performance.now();
  // By the saga's definition a charge has 60 s: twice that, for a slow machine, and a quarter.
  const patient = await start(20, 'pm_ok', 2);
  const declined = await start(4, 'pm_declined', 2);
  const impatient = await start(8, 'pm_ok', 0.25);
  const all = [...patient, ...declined, ...impatient];
  const operator = new Operator(sagas, createOrderSaga, new Map(all.map(({ saga }) => [saga.id, saga])));
  const said = (text: string) => log.filter((line) => line.includes(text)).length;
  await expect.poll(() => said('payment.charge fails most calls, so it is left alone')).toBeGreaterThan(0);
  await delay(downAt + outageMilliseconds - performance.now());

  const statuses = async (orders: readonly WaitingOrder[]) =>
    new Set(await Promise.all(orders.map(async ({ saga }) => (await saga.status({ within: 30_000 })).status)));
  expect(await statuses([...patient, ...declined])).toEqual(new Set(['running']));
  // Its money may have been taken, as far as anybody knows: so it is not over before the service says that it was not.
  const undoing = async () => [...(await statuses(impatient))].every((status) => status !== 'running');
  await expect.poll(undoing).toBe(true);
  expect(await statuses(impatient)).not.toContain('compensated');

  await system.process('payment').start();
  const endings = async (orders: readonly WaitingOrder[]) => new Set(await Promise.all(orders.map(endingOf)));
  expect(await endings(patient)).toEqual(new Set(['CONFIRMED']));
  expect(await endings(declined)).toEqual(new Set(['refused processPayment PAYMENT_DECLINED']));
  expect(await endings(impatient)).toEqual(new Set(['inDoubt processPayment']));
  expect(said('payment.charge is answered again')).toBeGreaterThan(0);
  await operator.stop();

  const audited = (orders: readonly WaitingOrder[], status: AuditedOrder['status']): readonly AuditedOrder[] =>
    orders.map(({ input }) => ({
      id: input.orderId,
      customerId: input.customerId,
      status,
      hasEnded: true,
      total: totalOf(input),
      lines: input.items,
    }));
  const failed = endingOfCause({ kind: 'inDoubt', step: 'processPayment' }).status;
  const orders = [...audited(patient, 'CONFIRMED'), ...audited([...declined, ...impatient], failed)];
  expect((await auditor.audit(orders)).flatMap(({ violations }) => violations)).toEqual([]);
});
