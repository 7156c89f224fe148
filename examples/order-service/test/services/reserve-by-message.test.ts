// The inventory's reserve asked by message: same answers, same ledgers, whoever is killed in between.
import pg from 'pg';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  brokerMissing,
  findRabbit,
  startRabbit,
} from '../../../../packages/saga-core/test/participant/outbox/rabbit/rabbit-broker.ts';
import { Customer } from '../../src/demo/customer.ts';
import { followOrder } from '../../src/demo/follow-order.ts';
import { endingOf, type Scenario } from '../../src/demo/scenario.ts';
import { startTestSystem, type TestSystem } from '../start/test-system.ts';

async function startAskingByMessage(environment: Readonly<Record<string, string>> = {}): Promise<TestSystem> {
  const limits = { RATE_LIMIT_PER_TOKEN: '0', RATE_LIMIT_PER_ADDRESS: '0' };
  const test = await startTestSystem({ environment: { INVENTORY_RESERVE_BY: 'message', ...limits, ...environment } });
  onTestFinished(() => test.stop());
  return test;
}

const paid: Scenario = {
  label: 'paid',
  wish: { items: [{ sku: 'sku-book', quantity: 2 }], paymentMethod: 'pm_ok' },
  expected: 'CONFIRMED',
};
const none: Scenario = {
  label: 'none',
  wish: { items: [{ sku: 'sku-none', quantity: 1 }], paymentMethod: 'pm_ok' },
  expected: 'FAILED OUT_OF_STOCK',
};
const declined: Scenario = {
  label: 'declined',
  wish: { items: [{ sku: 'sku-pen', quantity: 1 }], paymentMethod: 'pm_declined' },
  expected: 'FAILED PAYMENT_DECLINED',
};

async function ending(customer: Customer, scenario: Scenario): Promise<string> {
  return endingOf((await followOrder(customer, scenario, await customer.place(scenario.wish))).order);
}

/** What the inventory's ledger says of an order, and how many requests came by message in all. */
async function inventory<Row extends pg.QueryResultRow>(
  { databaseUrls }: TestSystem,
  query: string,
): Promise<readonly Row[]> {
  const client = new pg.Client({ connectionString: databaseUrls.INVENTORY_DATABASE_URL });
  await client.connect();
  try {
    return (await client.query<Row>(query)).rows;
  } finally {
    await client.end();
  }
}

const asked = async (test: TestSystem) =>
  (await inventory<{ count: number }>(test, 'SELECT count(*)::int AS count FROM saga_inbox'))[0]?.count;
const wrong = (test: TestSystem) =>
  inventory(
    test,
    `SELECT order_id, sku FROM saga_ledger GROUP BY order_id, sku
     HAVING sum(CASE kind WHEN 'reserved' THEN amount_or_qty ELSE -amount_or_qty END) <> 0 OR count(*) <> 2`,
  );

describe('reserving by message', () => {
  it('ends orders as calls over HTTP do, and leaves the same ledgers', async () => {
    const test = await startAskingByMessage();
    const customer = await Customer.at(test.system.url('api'), 'customer-1');
    expect(await Promise.all([paid, none, declined].map((scenario) => ending(customer, scenario)))).toEqual(
      [paid, none, declined].map(({ expected }) => expected),
    );
    expect(await asked(test)).toBeGreaterThanOrEqual(3);
    expect(await wrong(test)).toEqual([]);
  });

  it.each(process.env.SAGA_TESTS === 'all' ? (['inventory', 'worker'] as const) : (['inventory'] as const))(
    'loses and doubles nothing when the %s is killed again and again',
    async (name) => {
      const test = await startAskingByMessage({ SAGA_TIMEOUT_SCALE: '4' });
      const customer = await Customer.at(test.system.url('api'), 'customer-1');
      const scenarios = Array.from({ length: 12 }, (_, n) => (n % 3 === 0 ? declined : paid));
      const endings = Promise.all(scenarios.map((scenario) => ending(customer, scenario)));
      const victim = test.system.process(name);
      for (const reached of [1, 5]) {
        await expect.poll(() => asked(test)).toBeGreaterThanOrEqual(reached);
        await victim.kill('SIGKILL');
        await victim.start();
      }
      expect(await endings).toEqual(scenarios.map(({ expected }) => expected));
      expect(await wrong(test)).toEqual([]);
    },
    180_000,
  );

  it('goes through RabbitMQ where there is one', { tags: ['long'], timeout: 180_000 }, async ({ skip }) => {
    const program = findRabbit();
    if (program === undefined) return skip(brokerMissing);
    const broker = await startRabbit(program);
    onTestFinished(() => broker.remove());
    const test = await startAskingByMessage({ AMQP_URL: broker.url });
    const customer = await Customer.at(test.system.url('api'), 'customer-1');
    expect(await Promise.all([paid, none, declined].map((scenario) => ending(customer, scenario)))).toEqual(
      [paid, none, declined].map(({ expected }) => expected),
    );
    expect(await asked(test)).toBeGreaterThanOrEqual(3);
    expect(await wrong(test)).toEqual([]);
  });
});
