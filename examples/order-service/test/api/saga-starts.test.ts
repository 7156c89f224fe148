// Several instances of the API share one table. What each may do to an order's start is decided by the table alone.
import { randomUUID } from 'node:crypto';
import { createDatabase, type TestDatabase } from '@saga/local-stack';
import { createLogger } from '@saga/process';
import type pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import { openDatabase } from '../../src/api/database.ts';
import { OrderIntents } from '../../src/api/orders/order-intents.ts';
import { orderView } from '../../src/api/orders/order-view.ts';
import { SagaStarts } from '../../src/api/orders/saga-starts.ts';
import { unstartedSaga } from '../../src/api/orders/saga-view.ts';

let database: TestDatabase;
let pool: pg.Pool;
let intents: OrderIntents;
let starts: SagaStarts;

beforeAll(async () => {
  database = await createDatabase(inject('localStack').postgresAdminUrl);
  pool = await openDatabase(
    { databaseUrl: database.runtimeUrl, ownerDatabaseUrl: database.url },
    createLogger('api-test'),
  );
  intents = new OrderIntents(pool);
  starts = new SagaStarts(pool);
});
beforeEach(() => pool.query('delete from order_intents'));
afterAll(async () => {
  await pool.end();
  await database.drop();
});

async function saved(): Promise<string> {
  const orderId = randomUUID();
  await intents.save({
    orderId,
    customerId: 'customer-1',
    idempotencyKey: orderId,
    requestFingerprint: 'f',
    lines: [{ sku: 'sku-pen', quantity: 1, unitPrice: 250 }],
    total: 250,
    currency: 'EUR',
    paymentMethod: 'pm_ok',
  });
  return orderId;
}

const cancelled = (orderId: string) => JSON.stringify(unstartedSaga(orderId, 'compensated'));

describe('starting', () => {
  test('is for one at a time: who has just saved an order, until it gives up', async () => {
    const orderId = await saved();
    expect(await starts.claim(orderId)).toBeUndefined();
    expect(await starts.claimSome(10)).toEqual([]);
    await starts.giveUp(orderId);
    const claims = await Promise.all(Array.from({ length: 10 }, () => starts.claim(orderId)));
    expect(claims.filter((claim) => claim !== undefined)).toHaveLength(1);
  });

  test('is shared by sweeps that run at once: each gets other orders, and together they get all', async () => {
    const orders = await Promise.all(Array.from({ length: 20 }, saved));
    await Promise.all(orders.map((orderId) => starts.giveUp(orderId)));
    const batches = await Promise.all(Array.from({ length: 4 }, () => starts.claimSome(5)));
    const rest = await starts.claimSome(20);
    const claimed = [...batches.flat(), ...rest].map(({ orderId }) => orderId);
    expect(claimed.sort()).toEqual(orders.sort());
  });

  test('of other orders goes on while somebody holds one', async () => {
    const [held, other] = [await saved(), await saved()];
    await Promise.all([held, other].map((orderId) => starts.giveUp(orderId)));
    const holder = await pool.connect();
    try {
      await holder.query('begin');
      await holder.query('select from order_intents where order_id = $1 for update', [held]);
      expect((await starts.claimSome(10)).map(({ orderId }) => orderId)).toEqual([other]);
    } finally {
      await holder.query('rollback');
      holder.release();
    }
  });
});

describe('a wish to cancel', () => {
  test('ends an order whose start was never sent, and then no start can be sent', async () => {
    const orderId = await saved();
    expect(await starts.cancelUnattempted(orderId, cancelled(orderId))).toMatchObject({ status: 'CANCELLED' });
    expect(await starts.beginAttempt(orderId)).toBeUndefined();
    await starts.giveUp(orderId);
    expect(await starts.claimSome(10)).toEqual([]);
  });

  test('does not end an order whose start may have been sent', async () => {
    const orderId = await saved();
    await starts.beginAttempt(orderId);
    expect(await starts.cancelUnattempted(orderId, cancelled(orderId))).toBeUndefined();
    expect(await intents.find(orderId)).toMatchObject({ status: 'PENDING' });
  });

  test('and a start that come at the same moment never both go through', async () => {
    for (let round = 0; round < 20; round += 1) {
      const orderId = await saved();
      const [ended, begun] = await Promise.all([
        starts.cancelUnattempted(orderId, cancelled(orderId)),
        starts.beginAttempt(orderId),
      ]);
      expect([ended, begun].filter((each) => each !== undefined)).toHaveLength(1);
    }
  });

  test('that comes while the start is on its way is not forgotten: the saga is told before the start is recorded', async () => {
    const orderId = await saved();
    expect((await starts.beginAttempt(orderId))?.cancelRequestedAt).toBeUndefined();
    await starts.requestCancel(orderId);
    expect(await starts.recordStarted(orderId, { cancelSent: false })).toBeUndefined();
    expect((await intents.find(orderId))?.startedAt).toBeUndefined();
    expect((await starts.recordStarted(orderId, { cancelSent: true }))?.startedAt).toBeInstanceOf(Date);
  });
});

describe('an ending', () => {
  const view = (orderId: string, status: 'completed' | 'compensated') => unstartedSaga(orderId, status);

  test('is the first that was recorded, for ever', async () => {
    const orderId = await saved();
    await intents.recordEnding(orderId, { status: 'CONFIRMED' }, view(orderId, 'completed'), true);
    await intents.recordEnding(orderId, { status: 'CANCELLED' }, view(orderId, 'compensated'), true);
    await intents.rememberSaga(orderId, unstartedSaga(orderId), (await intents.find(orderId))?.version ?? 0);
    expect(await intents.find(orderId)).toMatchObject({ status: 'CONFIRMED', saga: { status: 'completed' } });
  });

  test('of which only the fact was known gets its details later, and its status stays', async () => {
    const orderId = await saved();
    await intents.recordEnding(orderId, { status: 'CONFIRMED' }, view(orderId, 'completed'), false);
    const details = {
      ...view(orderId, 'completed'),
      steps: [{ name: 'createOrder', status: 'applied', attempts: 3 }],
    } as const;
    await intents.recordEnding(orderId, { status: 'CANCELLED' }, details, true);
    expect(await intents.find(orderId)).toMatchObject({ status: 'CONFIRMED', sagaFinal: true, saga: details });
  });

  test('tells customers nothing of why the engine unwound or what a parked call said', async () => {
    const orderId = await saved();
    const parked = { operation: 'run', code: 'CANARY', detail: 'canary' } as const;
    const steps = [{ name: 'createOrder', status: 'parked', attempts: 1, parked }] as const;
    const cause = { kind: 'refused', detail: 'canary' } as const;
    await intents.rememberSaga(orderId, { ...unstartedSaga(orderId, 'needsAttention'), steps, cause }, 1);
    const order = await intents.find(orderId);
    expect(order?.saga).toMatchObject({ cause, steps });
    expect(JSON.stringify(order && orderView(order))).not.toMatch(/canary/i);
  });
});
