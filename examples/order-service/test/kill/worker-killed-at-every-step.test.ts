import { developmentServiceTokenSecret } from '@saga/activities';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { sagaIdOf } from '../../src/api/orders/saga-view.ts';
import { Auditor } from '../../src/audit/auditor.ts';
import { auditedOrder } from '../../src/demo/audit-report.ts';
import { Customer } from '../../src/demo/customer.ts';
import { type FollowedOrder, followOrder } from '../../src/demo/follow-order.ts';
import { endingOf } from '../../src/demo/scenario.ts';
import { startTestSystem, type TestSystem } from '../start/test-system.ts';
import { CallsOnHold } from './calls-on-hold.ts';
import { type KillPoint, killPoints, nameOf } from './kill-points.ts';

let test: TestSystem;
let calls: CallsOnHold;
let auditor: Auditor;
let ended: ReadonlyMap<string, FollowedOrder>;

// One worker carries out one order for each point. Each is stopped in the middle of its call; then the worker is killed once.
beforeAll(async () => {
  calls = new CallsOnHold();
  test = await startTestSystem({
    only: ['order', 'inventory', 'payment', 'notification', 'api'],
    // Longer than it takes to bring all orders to their points, on a slow machine as well.
    environment: { SAGA_TIMEOUT_SCALE: '2', RATE_LIMIT_PER_TOKEN: '0', RATE_LIMIT_PER_ADDRESS: '0' },
  });
  const { system, databaseUrls } = test;
  const worker = await system.add('worker', {
    ORDER_SERVICE_URL: await calls.linkTo(system.url('order')),
    INVENTORY_SERVICE_URL: await calls.linkTo(system.url('inventory')),
    PAYMENT_SERVICE_URL: await calls.linkTo(system.url('payment')),
  });
  const customer = await Customer.at(system.url('api'), 'customer-1');
  const { ORDER_DATABASE_URL, INVENTORY_DATABASE_URL, PAYMENT_DATABASE_URL } = databaseUrls;
  auditor = await Auditor.open({
    databaseUrls: [ORDER_DATABASE_URL, INVENTORY_DATABASE_URL, PAYMENT_DATABASE_URL],
    inventoryUrl: system.url('inventory'),
    paymentUrl: system.url('payment'),
    secret: developmentServiceTokenSecret,
    customerIds: [customer.id],
  });

  const placed = await Promise.all(killPoints.map((point) => bringToItsPoint(point, customer)));
  await worker.kill('SIGKILL');
  await calls.lose();
  await worker.start();
  const followed = await Promise.all(
    placed.map(async ({ point, order }) => {
      const scenario = { label: nameOf(point), wish: point.wish, expected: point.expected };
      return [nameOf(point), await followOrder(customer, scenario, order)] as const;
    }),
  );
  ended = new Map(followed);
  // Long enough for an order that never ends to be told as that.
}, 240_000);

afterAll(async () => {
  await test?.stop();
  await calls?.close();
});

async function bringToItsPoint(point: KillPoint, customer: Customer) {
  const order = await customer.place(point.wish);
  const held = calls.holdAt(sagaIdOf(order.id), point);
  if (point.isCancelled) {
    await vi.waitFor(async () => expect(await isCharged(order.id)).toBe(true), { timeout: 30_000 });
    await customer.cancel(order.id);
  }
  await held;
  return { point, order };
}

/** So that a cancelled order has money to give back. */
async function isCharged(orderId: string): Promise<boolean> {
  return await inPayments(async (client) => {
    const { rowCount } = await client.query('select 1 from saga_ledger where order_id = $1', [orderId]);
    return rowCount === 1;
  });
}

async function inPayments<Result>(work: (client: pg.Client) => Promise<Result>): Promise<Result> {
  const client = new pg.Client({ connectionString: test.databaseUrls.PAYMENT_DATABASE_URL });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

function orderOf(point: KillPoint): FollowedOrder {
  const order = ended.get(nameOf(point));
  if (order === undefined) throw new Error(`There is no ${nameOf(point)}.`);
  return order;
}

const audit = () => auditor.audit([...ended.values()].map(auditedOrder));
const violations = async () => (await audit()).flatMap((audited) => audited.violations);

describe('A worker that is killed in the middle of a call changes nothing but time:', () => {
  it.each(killPoints.map((point) => [nameOf(point), point] as const))(
    '%s, has its call repeated with the same key and ends as it would have',
    async (_, point) => {
      const { order } = orderOf(point);
      const sagaId = sagaIdOf(order.id);
      const keys = await calls.keysOf(sagaId);
      expect(keys.length).toBeGreaterThan(1);
      expect(new Set(keys)).toEqual(new Set([`${sagaId}/${point.step}/${point.operation}`]));
      expect(endingOf(order)).toBe(point.expected);
    },
  );

  it('the auditor finds every promise kept', async () => {
    expect(await violations()).toEqual([]);
  });

  it('the auditor finds every promise kept when the lost calls arrive after all', async () => {
    const answers = await calls.deliverLate();
    expect(answers.length).toBeGreaterThanOrEqual(killPoints.filter(({ when }) => when === 'before').length);
    for (const { status } of answers) expect(status).toBeLessThan(300);
    expect(await violations()).toEqual([]);
  });

  it('the auditor would find an effect that belongs to no saga', async () => {
    const [point] = killPoints;
    const { order } = orderOf(point as KillPoint);
    await inPayments((client) =>
      client.query(
        `insert into refunds (payment_id, amount, idempotency_key) select payment_id, 1, 'bogus' from charges where order_id = $1`,
        [order.id],
      ),
    );
    const broken = (await audit()).filter(({ violations }) => violations.length > 0);
    expect(broken).toEqual([
      {
        promise: 'Each customer paid what the ledger says, no more and no less',
        violations: [expect.stringContaining('customer-1 paid')],
      },
      { promise: 'A CONFIRMED order has cost its total', violations: [`Order ${order.id} cost 3997 of 3998 cents`] },
    ]);
  });
});
