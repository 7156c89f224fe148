// A canary in every field of an order, and then a search in all that is kept or said outside of the services' own databases.
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LocalStack, startLocalStack } from '@saga/local-stack';
import { Client, Connection } from '@temporalio/client';
import { SagaClient } from 'saga-core/client';
import { payloadEncryption, readEncryptionKeys } from 'saga-core/encryption';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createOrderSaga } from '../../src/saga/create-order.ts';
import type { CreateOrderInput } from '../../src/saga/create-order-input.ts';
import { type RunningSystem, startEverything } from '../../src/start/start-everything.ts';
import { OrderApiClient } from '../api/order-api-client.ts';
import { serverLogs, temporalFiles, toldByCommandLine } from './everything-told.ts';

const canary = `canary${randomBytes(8).toString('hex')}`;
const PAYLOAD_ENCRYPTION_KEYS = `k1:${randomBytes(32).toString('base64')}`;

describe('with encryption, what is in an order is', () => {
  let folder: string;
  let stack: LocalStack;
  let system: RunningSystem;
  let connection: Connection;
  const log: string[] = [];
  const bodies: string[] = [];
  const sagaIds: string[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'saga-canary-'));
    const environment = { PATH: process.env.PATH, HOME: process.env.HOME };
    const cli = process.env.TEMPORAL_CLI_PATH;
    stack = await startLocalStack({
      dataDir: folder,
      environment: { ...environment, ...(cli && { TEMPORAL_CLI_PATH: cli }) },
    });
    system = await startEverything({
      environment: { ...environment, LOG_LEVEL: 'debug', SAGA_TIMEOUT_SCALE: '0.2', PAYLOAD_ENCRYPTION_KEYS },
      stack: stack.env,
      portOf: () => 'free',
      onLog: (_name, line) => log.push(line),
      onSaid: (line) => log.push(line),
    });
    connection = await Connection.connect({ address: stack.temporalAddress });
    await placeOrders();
  });
  afterAll(async () => {
    await connection?.close();
    await system?.kill();
    await stack?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const shippingAddress = {
    line1: `1 ${canary} Street`,
    city: `${canary}ville`,
    postalCode: canary.slice(0, 20),
    country: 'DE',
  };
  const items = [{ sku: 'sku-book', quantity: 1 }];

  /** Orders that are confirmed, refused, lost, cancelled and parked, and requests that never become one. */
  async function placeOrders(): Promise<void> {
    const customer = await OrderApiClient.as(system.url('api'), `customer-${canary}`);
    const place = async (paymentMethod: string, prefer = 'wait=30') => {
      const { body, text } = await customer.place(
        { items, paymentMethod, shippingAddress },
        { key: `${canary}-${randomUUID()}`, prefer },
      );
      bodies.push(text);
      if ('saga' in body) sagaIds.push(body.saga.id);
      return body;
    };
    // The first may be too slow for the short timeouts.
    await place('pm_ok');
    expect(await place('pm_ok')).toMatchObject({ status: 'CONFIRMED' });
    expect(await place('pm_declined')).toMatchObject({ status: 'FAILED' });
    expect(await place(`pm_${canary}`)).toMatchObject({ status: 'FAILED' });
    expect(await place('pm_lost')).toMatchObject({ status: 'FAILED', failure: { code: 'PAYMENT_UNKNOWN' } });
    expect(await place('pm_flaky')).toMatchObject({ status: 'CONFIRMED' });
    const cancelled = await place('pm_lost', 'wait=0');
    bodies.push((await customer.cancel(cancelled.id)).text);

    // What the API would not let through: every field is the canary.
    const client = new Client({
      connection,
      plugins: [payloadEncryption({ keys: readEncryptionKeys(PAYLOAD_ENCRYPTION_KEYS) })],
    });
    const sagas = new SagaClient({ client, taskQueue: 'orders' });
    const orderId = randomUUID();
    const all = await sagas.start(createOrderSaga, {
      id: `create-order-${orderId}`,
      input: everyField(orderId, canary),
    });
    sagaIds.push(all.id);
    await expect(all.result()).rejects.toMatchObject({ sagaCause: { step: 'reserveItems', code: 'UNKNOWN_SKU' } });

    for (const [method, path, body] of [
      ['POST', '/orders', { items: [{ sku: canary, quantity: 1 }], paymentMethod: canary }],
      ['POST', '/orders', { items: canary, paymentMethod: canary, [canary]: canary }],
      ['POST', '/orders', canary],
      ['GET', `/orders/${canary}`, undefined],
      ['GET', `/orders?status=${canary}&cursor=${canary}`, undefined],
      ['POST', `/orders/${canary}/cancel`, undefined],
      ['GET', `/${canary}`, undefined],
    ] as const) {
      const headers = { 'idempotency-key': `${canary}-${randomUUID()}`, 'content-type': 'application/json' };
      const answer = await customer.send(method, `/api/v1${path}`, {
        headers,
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      expect(answer.status).toBeGreaterThanOrEqual(400);
      expect(answer.status).toBeLessThan(500);
      bodies.push(answer.text);
    }
    const broken = { headers: { 'content-type': 'application/json', 'idempotency-key': canary }, body: `{"${canary}` };
    bodies.push((await customer.send('POST', '/api/v1/orders', broken)).text);
    const stranger = { headers: { authorization: `Bearer ${canary}` } };
    bodies.push((await customer.send('GET', '/api/v1/orders', stranger)).text);
  }

  const hides = (text: string) => !text.includes(canary);

  it("nowhere in Temporal's database on the disk, where it would be without", async () => {
    expect(hides(await temporalFiles(stack))).toBe(true);
    const control = `control${randomBytes(8).toString('hex')}`;
    const plain = new SagaClient({ client: new Client({ connection }), taskQueue: `nobody-${control.slice(7)}` });
    const orderId = randomUUID();
    const saga = await plain.start(createOrderSaga, { id: `control-${orderId}`, input: everyField(orderId, control) });
    expect((await temporalFiles(stack)).includes(control)).toBe(true);
    await connection.workflowService.terminateWorkflowExecution({
      namespace: 'default',
      workflowExecution: { workflowId: saga.id },
    });
  });

  it("nowhere in what Temporal's command line tells", async () => {
    expect(sagaIds).toHaveLength(8);
    for (const id of sagaIds) {
      const told = await toldByCommandLine(stack, id);
      expect(told).toContain('binary/encrypted');
      expect(hides(told), id).toBe(true);
    }
  });

  it('nowhere in a log, at whatever level', async () => {
    expect(log.filter((line) => line.includes('create-order-')).length).toBeGreaterThan(7);
    expect(log.filter((line) => !hides(line))).toEqual([]);
    expect(hides(await serverLogs(stack))).toBe(true);
  });

  it('nowhere in an answer but to the one whose order it is', () => {
    expect(bodies.filter((body) => !hides(body))).toEqual([]);
  });

  it('nowhere beside a key or a secret: none of them is in a log either', async () => {
    const secrets = [PAYLOAD_ENCRYPTION_KEYS.slice(3), ...Object.values(stack.databaseUrls)];
    const everything = [...log, await serverLogs(stack), await temporalFiles(stack)].join('\n');
    expect(secrets.filter((secret) => everything.includes(secret))).toEqual([]);
  });
});

function everyField(orderId: string, text: string): CreateOrderInput {
  return {
    orderId,
    customerId: text,
    items: [{ sku: text, quantity: 1, unitPrice: 1 }],
    paymentMethod: text,
    shippingAddress: { line1: text, city: text, postalCode: text, country: 'DE' },
  };
}
