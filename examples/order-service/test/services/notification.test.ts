// Order and notification service as processes of their own, killed and started again while orders are made, confirmed and undone.
import { randomUUID } from 'node:crypto';
import { developmentServiceTokenSecret, serviceToken } from '@saga/activities';
import { createDatabase, type TestDatabase } from '@saga/local-stack';
import pg from 'pg';
import { outbox } from 'saga-core/participant';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import {
  brokerMissing,
  findRabbit,
  type RabbitBroker,
  startRabbit,
} from '../../../../packages/saga-core/test/participant/outbox/rabbit/rabbit-broker.ts';
import { orderEventSource } from '../../src/services/events/order-event.ts';
import { type RunningProcess, startProcess } from '../api/running-process.ts';
import { sagaCaller } from './saga-caller.ts';

let orders: TestDatabase;
let notifications: TestDatabase;
let ordersPool: pg.Pool;
let notificationsPool: pg.Pool;
beforeAll(async () => {
  [orders, notifications] = await Promise.all([
    createDatabase(inject('localStack').postgresAdminUrl),
    createDatabase(inject('localStack').postgresAdminUrl),
  ]);
  ordersPool = new pg.Pool({ connectionString: orders.url });
  notificationsPool = new pg.Pool({ connectionString: notifications.url });
});
const running = new Set<RunningProcess>();
afterEach(async () => {
  await Promise.all([...running].map((one) => one.kill()));
  running.clear();
});
afterAll(async () => {
  await Promise.all([ordersPool.end(), notificationsPool.end()]);
  await Promise.all([orders.drop(), notifications.drop()]);
});

async function start(name: 'order' | 'notification', env: Readonly<Record<string, string>>): Promise<RunningProcess> {
  const started = await startProcess(`examples/order-service/src/services/${name}/main.ts`, {
    ORDER_DATABASE_URL: orders.url,
    NOTIFICATION_DATABASE_URL: notifications.url,
    ...env,
  });
  running.add(started);
  return started;
}

const secret = developmentServiceTokenSecret;
const startOrders = (port = '0') => start('order', { PORT: port });
const startNotifications = ({ url }: RunningProcess) => start('notification', { ORDER_SERVICE_URL: url });

/** Makes an order and ends it, over HTTP; every call is repeated until it has an answer, as Temporal would. */
async function placeOrder({ url }: RunningProcess, ending: 'confirm' | 'cancel' | 'fail'): Promise<string> {
  const token = await serviceToken({ secret, audience: 'order', subject: 'test' });
  const saga = sagaCaller({ url, token });
  const { orderId } = saga;
  const call = async (options: Parameters<typeof saga.call>[0]) =>
    expect.poll(() => saga.call(options).then(({ status }) => status, String)).toBeOneOf([200, 204]);
  const items = [{ sku: 'sku-book', quantity: 1, unitPrice: 1999 }];
  const body = { orderId, customerId: 'customer-1', items, paymentMethod: 'pm_ok' };
  await call({ path: '/orders', step: 'createOrder', body });
  if (ending === 'confirm') await call({ path: `/orders/${orderId}/confirm`, step: 'confirmOrder', body: { orderId } });
  else {
    const cause =
      ending === 'cancel' ? { kind: 'cancelled' } : { kind: 'refused', step: 'reserveItems', code: 'OUT_OF_STOCK' };
    const undo = { path: `/orders/${orderId}/cancel`, step: 'createOrder', operation: 'compensate' } as const;
    await call({ ...undo, body: { cause } });
  }
  return orderId;
}

async function told(orderId: string): Promise<readonly string[]> {
  const { rows } = await notificationsPool.query<{ sku: string }>(
    'SELECT sku FROM saga_ledger WHERE order_id = $1 ORDER BY created_at',
    [orderId],
  );
  return rows.map(({ sku }) => sku);
}

describe('the customer of an order', () => {
  it.each([
    ['confirm', ['order.created', 'order.confirmed']],
    ['cancel', ['order.created', 'order.cancelled']],
    ['fail', ['order.created', 'order.failed']],
  ] as const)('is told of each thing once, in order: %s', async (ending, kinds) => {
    const order = await startOrders();
    const notification = await startNotifications(order);
    const orderId = await placeOrder(order, ending);
    await expect.poll(() => told(orderId)).toEqual(kinds);
    const token = await serviceToken({ secret, audience: 'notification', subject: 'test' });
    const response = await fetch(`${notification.url}/notifications?orderId=${orderId}`, {
      headers: { 'x-service-token': token },
    });
    const { items } = (await response.json()) as { items: readonly { kind: string; orderId: string }[] };
    expect(items.map(({ kind }) => kind)).toEqual(kinds);
    expect(new Set(items.map((item) => item.orderId))).toEqual(new Set([orderId]));
    expect(await notification.stop()).toBe(0);
    expect(await order.stop()).toBe(0);
  });

  it('is told of each thing once, whoever of the two services is killed, and however often', async () => {
    let order = await startOrders();
    const port = String(order.port);
    let notification = await startNotifications(order);
    const replica = await startNotifications(order);
    let isOver = false;
    const placed: string[] = [];
    const place = async (ending: 'confirm' | 'cancel' | 'fail') => {
      while (!isOver) placed.push(await placeOrder(order, ending));
    };
    const placing = Promise.all([place('confirm'), place('cancel'), place('fail')]);
    for (let kills = 0; kills < 3; kills += 1) {
      const [reached] = [placed.length];
      await expect.poll(() => placed.length).toBeGreaterThan(reached + 5);
      await notification.kill();
      await order.kill();
      [order, notification] = [await startOrders(port), await startNotifications(order)];
    }
    await replica.kill();
    isOver = true;
    await placing;
    const happened = async () =>
      (await ordersPool.query('SELECT order_id, kind FROM saga_ledger ORDER BY order_id, created_at')).rows;
    const sent = async () =>
      (
        await notificationsPool.query(
          'SELECT order_id, substr(sku, 7) AS kind FROM saga_ledger ORDER BY order_id, created_at',
        )
      ).rows;
    expect((await happened()).length).toBeGreaterThan(30);
    await expect.poll(sent).toEqual(await happened());
  });
});

it('an event that nobody here understands is put aside, and the events of other orders go on', async () => {
  const order = await startOrders();
  const notification = await startNotifications(order);
  const strange = randomUUID();
  const client = await ordersPool.connect();
  await outbox({ source: orderEventSource }).publish(client, {
    type: 'order.created',
    aggregate: strange,
    data: { odd: 1 },
  });
  client.release();
  const orderId = await placeOrder(order, 'confirm');
  await expect.poll(() => told(orderId)).toEqual(['order.created', 'order.confirmed']);
  expect(await told(strange)).toEqual([]);
  await expect.poll(() => notification.log.join('\n')).toContain('an event failed and is tried again');
});

it('the notification service is ready without an order service, and takes up its events when it comes', async () => {
  const early = await startOrders();
  const notification = await startNotifications(early);
  await early.kill();
  expect((await fetch(`${notification.url}/health/ready`)).status).toBe(200);
  const late = await startOrders(String(early.port));
  const orderId = await placeOrder(late, 'confirm');
  await expect.poll(() => told(orderId)).toEqual(['order.created', 'order.confirmed']);
});

describe('through RabbitMQ', { tags: ['long'] }, () => {
  const program = findRabbit();
  let broker: RabbitBroker;
  beforeAll(async () => {
    if (program !== undefined) broker = await startRabbit(program);
  }, 180_000);
  afterAll(() => broker?.remove());

  it('the customer of an order is told of each thing once too, also when the broker is killed', async ({ skip }) => {
    if (program === undefined) skip(brokerMissing);
    const env = { AMQP_URL: broker.url };
    const order = await start('order', env);
    const notification = await start('notification', { ...env, ORDER_SERVICE_URL: 'http://127.0.0.1:1' });
    const first = await placeOrder(order, 'confirm');
    await expect.poll(() => told(first)).toEqual(['order.created', 'order.confirmed']);
    await broker.kill();
    const second = await placeOrder(order, 'cancel');
    await broker.start();
    await expect.poll(() => told(second)).toEqual(['order.created', 'order.cancelled']);
    expect(await notification.stop()).toBe(0);
    expect(await order.stop()).toBe(0);
    expect([...order.log, ...notification.log].join('\n')).not.toContain('guest');
  });
});
