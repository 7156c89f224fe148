// Orders from the request to their ending, with every part real: API, services, worker, Temporal, Postgres.
import { randomUUID } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, inject, test, vi } from 'vitest';
import { type ApiStack, startApiStack } from './api-stack.ts';
import { OrderApiClient, oneBook, type ProblemBody } from './order-api-client.ts';
import type { RunningProcess } from './running-process.ts';
import { startServicesBehind } from './services-behind.ts';

let stack: ApiStack;
let worker: RunningProcess;
let startWorker: () => Promise<RunningProcess>;

beforeAll(async () => {
  stack = await startApiStack({ SAGA_TIMEOUT_SCALE: '1' });
  ({ startWorker } = await startServicesBehind(stack));
  worker = await startWorker();
});
afterAll(() => stack.stop());

const within = { timeout: 30_000, interval: 100 };
const wait = { prefer: 'wait=30' };

describe('who prefers to wait', () => {
  test('gets 201 when the order is CONFIRMED, and the whole of it from then on', async () => {
    const customer = await OrderApiClient.as(stack.api.url);
    const key = randomUUID();
    const answer = await customer.place(oneBook, { key, ...wait });
    expect([answer.status, answer.headers.get('preference-applied')]).toEqual([201, 'wait=30']);
    expect(answer.body).toMatchObject({ status: 'CONFIRMED', saga: { status: 'completed' } });
    expect(answer.body.saga.steps.map(({ status }) => status)).toEqual(Array(5).fill('applied'));
    expect(
      answer.body.saga.steps.every(({ attempts, startedAt, endedAt }) => attempts >= 1 && startedAt && endedAt),
    ).toBe(true);
    expect(answer.body.links).not.toHaveProperty('cancel');
    const { id } = answer.body;
    expect((await customer.read(id)).body).toEqual(answer.body);
    const again = await customer.place(oneBook, { key });
    expect([again.status, again.body, again.headers.get('location')]).toEqual([
      201,
      answer.body,
      `/api/v1/orders/${id}`,
    ]);
    const late = await customer.cancel<ProblemBody>(id);
    expect([late.status, late.body.code]).toEqual([409, 'TOO_LATE']);
  });

  test.each([
    ['a declined payment', { ...oneBook, paymentMethod: 'pm_declined' }, 'PAYMENT_DECLINED'],
    ['no stock', { ...oneBook, items: [{ sku: 'sku-none', quantity: 1 }] }, 'OUT_OF_STOCK'],
  ])('gets 200 when the order FAILED for %s', async (_why, body, code) => {
    const customer = await OrderApiClient.as(stack.api.url);
    const answer = await customer.place(body, wait);
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({ status: 'FAILED', failure: { code }, saga: { status: 'compensated' } });
    expect((await customer.list('?status=FAILED')).body.items).toEqual([answer.body]);
  });

  test('gets 202 when that was not long enough', async () => {
    const customer = await OrderApiClient.as(stack.api.url);
    const answer = await customer.place({ ...oneBook, paymentMethod: 'pm_slow' }, { prefer: 'wait=1' });
    expect([answer.status, answer.body.status]).toEqual([202, 'PENDING']);
    expect(answer.body.saga.steps[0]).toMatchObject({ name: 'createOrder', status: 'applied' });
  });
});

describe('an order that is cancelled midway', () => {
  test('is unwound and ends CANCELLED; asking again while it unwinds changes nothing', async () => {
    const customer = await OrderApiClient.as(stack.api.url);
    const { id } = (await customer.place({ ...oneBook, paymentMethod: 'pm_slow' })).body;
    const charging = async () => (await customer.read(id)).body.saga.steps[2]?.status;
    await vi.waitFor(async () => expect(await charging()).toBe('running'), within);
    const first = await customer.cancel(id);
    expect(first.status).toBe(202);
    const events = await historyLength(id);
    const second = await customer.cancel(id);
    expect([202, 409]).toContain(second.status);
    for (let repeat = 0; repeat < 20; repeat += 1) await customer.cancel<unknown>(id);
    // Whoever asks again and again does not fill the saga's history: what its undo writes is less than twenty wishes.
    expect((await historyLength(id)) - events).toBeLessThan(20);
    if (second.status === 409) expect((await customer.read(id)).body.status).toBe('CANCELLED');
    await vi.waitFor(async () => expect((await customer.read(id)).body.status).toBe('CANCELLED'), within);
    expect((await customer.read(id)).body).toMatchObject({ saga: { status: 'compensated' } });
    expect((await customer.cancel(id)).status).toBe(409);
  });

  test('ends CANCELLED also when it could not be known whether it had started', async () => {
    const customer = await OrderApiClient.as(stack.api.url);
    stack.temporal.cut();
    await customer.place({ ...oneBook, paymentMethod: 'pm_slow' });
    const [kept] = (await customer.list()).body.items;
    if (kept === undefined) throw new Error('The order was not kept.');
    await stack.pool.query('update order_intents set start_attempts = 1 where order_id = $1', [kept.id]);
    expect((await customer.cancel(kept.id)).status).toBe(503);
    stack.temporal.mend();
    await vi.waitFor(async () => expect((await customer.read(kept.id)).body.status).toBe('CANCELLED'), within);
  });
});

describe('an order whose saga is terminated midway', () => {
  test('needs attention with its steps as they were, keeps its cancel open, and is told to the log once', async () => {
    const connection = await Connection.connect({ address: inject('localStack').temporalAddress });
    const customer = await OrderApiClient.as(stack.api.url);
    const { id } = (await customer.place({ ...oneBook, paymentMethod: 'pm_slow' })).body;
    const charging = async () => (await customer.read(id)).body.saga.steps[2]?.status;
    await vi.waitFor(async () => expect(await charging()).toBe('running'), within);
    await new Client({ connection }).workflow.getHandle(`create-order-${id}`).terminate();
    await connection.close();

    const { body } = await customer.read(id);
    expect([body.status, body.saga.status]).toEqual(['PENDING', 'needsAttention']);
    expect(body.saga.steps.map(({ status }) => status)).toEqual([
      'applied',
      'applied',
      'running',
      'pending',
      'pending',
    ]);
    const told = () => stack.api.log.filter((line) => line.includes('closed from outside') && line.includes(id));
    await vi.waitFor(() => expect(told()).toHaveLength(1), within);
    expect((await customer.list()).body.items[0]).toEqual(body);
    const refused = await customer.cancel<ProblemBody>(id);
    expect([refused.status, refused.headers.get('retry-after'), refused.body.code]).toEqual([
      503,
      '60',
      'ORDER_NEEDS_ATTENTION',
    ]);
    // Longer than the second after which an ending is asked for again when nobody answers.
    await customer.place({ ...oneBook, paymentMethod: 'pm_slow' }, wait);
    expect(told()).toHaveLength(1);
  });
});

describe('endings are recorded by themselves', () => {
  test('also of orders that ended while the API was dead, and then shown without Temporal', async () => {
    const doomed = await stack.startApi();
    const customer = await OrderApiClient.as(doomed.url, 'customer-of-the-dead');
    await worker.stop();
    const { id } = (await customer.place(oneBook)).body;
    await doomed.kill();
    await stack.api.kill();
    worker = await startWorker();
    const heir = await stack.startApi();
    const there = await OrderApiClient.as(heir.url, 'customer-of-the-dead');
    const listed = async () => (await there.list()).body.items[0];
    await vi.waitFor(async () => expect((await listed())?.status).toBe('CONFIRMED'), within);
    stack.temporal.cut();
    const answer = await there.read(id);
    expect(answer.body).toMatchObject({ status: 'CONFIRMED', saga: { status: 'completed' } });
    expect(answer.body.saga.steps.map(({ status }) => status)).toEqual(Array(5).fill('applied'));
    stack.temporal.mend();
    expect(await heir.stop()).toBe(0);
  });
});

describe('an API that is asked to stop', () => {
  test('answers who is waiting with what is known, and ends with 0', async () => {
    const leaving = await stack.startApi();
    const customer = await OrderApiClient.as(leaving.url);
    await worker.stop();
    const waiting = customer.place(oneBook, wait);
    await vi.waitFor(async () => expect((await customer.list()).body.items).toHaveLength(1), within);
    expect(await leaving.stop()).toBe(0);
    const answer = await waiting;
    expect([answer.status, answer.body.status]).toEqual([202, 'PENDING']);
  });
});

async function historyLength(orderId: string): Promise<number> {
  const connection = await Connection.connect({ address: inject('localStack').temporalAddress });
  try {
    const workflow = new Client({ connection }).workflow.getHandle(`create-order-${orderId}`);
    return (await workflow.describe()).historyLength;
  } finally {
    await connection.close();
  }
}
