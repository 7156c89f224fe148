// What the ids of events and the races of those who look at sagas rest on: the versions of an order in the table.
import { randomUUID } from 'node:crypto';
import { createDatabase, type TestDatabase } from '@saga/local-stack';
import { createLogger } from '@saga/process';
import type pg from 'pg';
import type { SagaView } from 'saga-core/client';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import { openDatabase } from '../../src/api/database.ts';
import type { OrderIntent } from '../../src/api/orders/order-intent.ts';
import { OrderIntents } from '../../src/api/orders/order-intents.ts';
import { SagasAwayError } from '../../src/api/orders/order-sagas.ts';
import { recordLook, withCurrentSaga } from '../../src/api/orders/read-order.ts';
import { SagaStarts } from '../../src/api/orders/saga-starts.ts';
import { brokenOffView, unstartedSaga } from '../../src/api/orders/saga-view.ts';

let database: TestDatabase;
let pool: pg.Pool;
let intents: OrderIntents;

beforeAll(async () => {
  database = await createDatabase(inject('localStack').postgresAdminUrl);
  pool = await openDatabase(
    { databaseUrl: database.runtimeUrl, ownerDatabaseUrl: database.url },
    createLogger('api-test'),
  );
  intents = new OrderIntents(pool);
});
beforeEach(() => pool.query('delete from order_intents'));
afterAll(async () => {
  await pool.end();
  await database.drop();
});

async function started(): Promise<OrderIntent> {
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
  const order = await new SagaStarts(pool).recordStarted(orderId, { cancelSent: false });
  if (order === undefined) throw new Error('The order was not started.');
  return order;
}

async function now({ orderId }: OrderIntent): Promise<OrderIntent> {
  const order = await intents.find(orderId);
  if (order === undefined) throw new Error('The order is gone.');
  return order;
}

/** A saga whose first step is applied after so many attempts, and whose second is at this. */
function look({ orderId }: OrderIntent, second: SagaView['steps'][number]['status'], attempts = 1): SagaView {
  const { steps, ...saga } = unstartedSaga(orderId);
  return {
    ...saga,
    steps: steps.map((step, place) => {
      if (place === 0) return { ...step, status: 'applied', attempts };
      return place === 1 ? { ...step, status: second } : step;
    }),
  };
}

describe('the version of an order', () => {
  test('is raised by what its customer can see, and by nothing else', async () => {
    const order = await started();
    expect(order.version).toBe(1);
    await recordLook(order, unstartedSaga(order.orderId), intents);
    expect((await now(order)).version).toBe(1);
    await recordLook(await now(order), look(order, 'running'), intents);
    expect((await now(order)).version).toBe(2);
    await recordLook(await now(order), look(order, 'running'), intents);
    await pool.query('update order_intents set looked_at = now(), followed_until = now(), saga = saga');
    expect((await now(order)).version).toBe(2);
    const cause = { kind: 'cancelled', detail: 'only operators see this' } as const;
    await intents.rememberSaga(order.orderId, { ...look(order, 'running'), cause }, 2);
    expect(await now(order)).toMatchObject({ version: 2, saga: { cause } });
    const completed = { ...look(order, 'applied'), status: 'completed' } as const;
    await intents.recordEnding(order.orderId, { status: 'CONFIRMED' }, completed, false);
    expect((await now(order)).version).toBe(3);
    await intents.recordEnding(order.orderId, { status: 'CONFIRMED' }, completed, true);
    expect(await now(order)).toMatchObject({ version: 3, sagaFinal: true });
  });

  test('tells who asks about many which of them have changed', async () => {
    const [changed, same] = [await started(), await started()];
    const known = new Map([changed, same].map(({ orderId, version }) => [orderId, version]));
    expect(await intents.changedSince(known)).toEqual([]);
    await recordLook(changed, look(changed, 'running'), intents);
    expect((await intents.changedSince(known)).map(({ orderId }) => orderId)).toEqual([changed.orderId]);
  });
});

describe('a look at a saga', () => {
  test('is not written when somebody else has written since it was begun', async () => {
    const order = await started();
    const quicker = await recordLook(order, look(order, 'applied'), intents);
    expect(quicker?.version).toBe(2);
    expect(await recordLook(order, look(order, 'running'), intents)).toBeUndefined();
    expect((await now(order)).saga?.steps[1]?.status).toBe('applied');
  });

  test('that lost against another is taken again, so that what is answered is not older than the question', async () => {
    const order = await started();
    let asked = 0;
    const status = async () => {
      asked += 1;
      // Between this question and its answer somebody else sees less, and writes it down.
      if (asked === 1) await recordLook(order, look(order, 'running'), intents);
      return look(order, 'applied');
    };
    const answer = await withCurrentSaga(order, { intents, sagas: { status } });
    expect([asked, answer.saga?.steps[1]?.status, answer.version]).toEqual([2, 'applied', 3]);
  });

  test('of many at once leaves the latest, and each version once', async () => {
    const order = await started();
    let attempts = 0;
    const status = async () => {
      attempts += 1;
      return look(order, 'running', attempts);
    };
    const looks = Array.from({ length: 20 }, async () =>
      withCurrentSaga(await now(order), { intents, sagas: { status } }),
    );
    const seen = (await Promise.all(looks)).map(({ version, saga }) => [version, saga?.steps[0]?.attempts] as const);
    const byVersion = new Map(seen);
    for (const [version, count] of seen) expect(byVersion.get(version)).toBe(count);
    const sorted = [...byVersion].sort(([one], [other]) => one - other).map(([, count]) => count ?? 0);
    expect(sorted).toEqual([...sorted].sort((one, other) => one - other));
  });

  test('never shows fewer attempts than one before', async () => {
    const order = await started();
    await recordLook(order, look(order, 'pending', 3), intents);
    const later = await recordLook(await now(order), look(order, 'running', 2), intents);
    expect(later?.saga?.steps.map(({ attempts }) => attempts).slice(0, 2)).toEqual([3, 0]);
  });

  test('at an end is taken twice before the end is recorded for ever, as the first may have missed the last attempts', async () => {
    const order = await started();
    const ends = [1, 4].map((attempts) => ({ ...look(order, 'applied', attempts), status: 'completed' }) as const);
    const ended = await withCurrentSaga(order, { intents, sagas: { status: async () => ends.shift() } });
    expect(ended).toMatchObject({
      status: 'CONFIRMED',
      sagaFinal: true,
      saga: { steps: [{ attempts: 4 }, {}, {}, {}, {}] },
    });
  });

  test('that nobody answers leaves the order as it was last seen', async () => {
    const order = await started();
    await recordLook(order, brokenOffView(look(order, 'running')), intents);
    const status = async () => {
      throw new SagasAwayError();
    };
    const answer = await withCurrentSaga(await now(order), { intents, sagas: { status } });
    expect(answer.saga?.status).toBe('needsAttention');
  });
});

describe('open orders that take long', () => {
  test('are looked after by whoever asks first, each once, the longest unseen first, and then left alone for a while', async () => {
    const orders = await Promise.all(Array.from({ length: 12 }, started));
    expect(await intents.takeUnlooked(50)).toEqual([]);
    await pool.query("update order_intents set started_at = now() - interval '1 minute'");
    const [oldest] = orders;
    await pool.query("update order_intents set started_at = now() - interval '1 hour' where order_id = $1", [
      oldest?.orderId,
    ]);
    expect((await intents.takeUnlooked(1)).map(({ orderId }) => orderId)).toEqual([oldest?.orderId]);
    const taken = (await Promise.all(Array.from({ length: 4 }, () => intents.takeUnlooked(3)))).flat();
    const rest = await intents.takeUnlooked(50);
    const all = [...taken, ...rest].map(({ orderId }) => orderId);
    expect(all.sort()).toEqual(
      orders
        .map(({ orderId }) => orderId)
        .filter((id) => id !== oldest?.orderId)
        .sort(),
    );
    expect(await intents.takeUnlooked(50)).toEqual([]);
  });

  test('are listed by how they were last seen, of whatever customer, newest first', async () => {
    const [first, second, third] = [await started(), await started(), await started()];
    for (const order of [first, third]) await recordLook(order, brokenOffView(look(order, 'running')), intents);
    const ids = async (options: Parameters<OrderIntents['listSagas']>[0]) =>
      (await intents.listSagas(options)).map(({ orderId }) => orderId);
    expect(await ids({ limit: 10 })).toEqual([third, second, first].map(({ orderId }) => orderId));
    expect(await ids({ limit: 10, status: 'needsAttention' })).toEqual([third.orderId, first.orderId]);
    expect(await ids({ limit: 10, status: 'running' })).toEqual([second.orderId]);
    expect(await ids({ limit: 10, status: 'needsAttention', after: third })).toEqual([first.orderId]);
  });
});
