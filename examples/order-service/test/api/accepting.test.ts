// What an accepted order is promised before any worker has touched it: once, for ever, and started by itself.
import { randomUUID } from 'node:crypto';
import { Client, Connection, WorkflowNotFoundError } from '@temporalio/client';
import { afterAll, afterEach, beforeAll, describe, expect, inject, test, vi } from 'vitest';
import { type ApiStack, startApiStack } from './api-stack.ts';
import { OrderApiClient, oneBook, type ProblemBody } from './order-api-client.ts';

let stack: ApiStack;
let temporal: Client;

beforeAll(async () => {
  stack = await startApiStack();
  const connection = await Connection.connect({ address: inject('localStack').temporalAddress });
  temporal = new Client({ connection });
});
afterEach(() => stack.temporal.mend());
afterAll(async () => {
  await temporal.connection.close();
  await stack.stop();
});

/** The workflow of an order; `undefined` when Temporal knows none. */
async function workflowOf(orderId: string) {
  try {
    return await temporal.workflow.getHandle(`create-order-${orderId}`).describe();
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return undefined;
    throw error;
  }
}

const within = { timeout: 20_000, interval: 100 };

describe('an order that is accepted', () => {
  test('is priced from the catalogue, started, and readable from then on', async () => {
    const customer = await OrderApiClient.as(stack.api.url);
    const items = [
      { sku: 'sku-book', quantity: 1 },
      { sku: 'sku-pen', quantity: 3 },
      { sku: 'sku-book', quantity: 2 },
    ];
    const answer = await customer.place({ items, paymentMethod: 'pm_ok' });
    expect(answer.status).toBe(202);
    const { id } = answer.body;
    expect(answer.headers.get('location')).toBe(`/api/v1/orders/${id}`);
    expect(answer.body).toEqual({
      id,
      status: 'PENDING',
      items: [
        { sku: 'sku-book', quantity: 3, unitPrice: 1999 },
        { sku: 'sku-pen', quantity: 3, unitPrice: 250 },
      ],
      total: { amount: 6747, currency: 'EUR' },
      saga: {
        id: `create-order-${id}`,
        status: 'running',
        steps: ['createOrder', 'reserveItems', 'processPayment', 'confirmOrder', 'commitItems'].map((name) => ({
          name,
          status: 'pending',
          attempts: 0,
        })),
      },
      createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      links: {
        self: `/api/v1/orders/${id}`,
        events: `/api/v1/orders/${id}/events`,
        cancel: `/api/v1/orders/${id}/cancel`,
      },
    });
    expect((await workflowOf(id))?.status.name).toBe('RUNNING');
    expect((await customer.read(id)).body).toEqual(answer.body);
  });

  test('is accepted once, whoever sends its key twenty times at once', async () => {
    const customer = await OrderApiClient.as(stack.api.url);
    const key = randomUUID();
    const answers = await Promise.all(Array.from({ length: 20 }, () => customer.place(oneBook, { key })));
    const accepted = answers.filter(({ status }) => status === 202);
    expect(answers.map(({ status }) => status).filter((status) => status !== 202 && status !== 409)).toEqual([]);
    expect(new Set(accepted.map(({ headers }) => headers.get('location'))).size).toBe(1);
    expect((await customer.list()).body.items).toHaveLength(1);
    const again = await customer.place(oneBook, { key });
    expect([again.status, again.body.id]).toEqual([202, accepted[0]?.body.id]);
  });

  test('is the same for the same wish in other words, and 422 for another wish', async () => {
    const customer = await OrderApiClient.as(stack.api.url);
    const key = randomUUID();
    const first = await customer.place({ ...oneBook, items: [{ sku: 'sku-pen', quantity: 2 }] }, { key });
    const pen = { quantity: 1, sku: 'sku-pen' };
    const same = await customer.place({ paymentMethod: 'pm_ok', items: [pen, pen] }, { key });
    expect([same.status, same.body.id]).toEqual([202, first.body.id]);
    const other = await customer.place<ProblemBody>({ ...oneBook, paymentMethod: 'pm_slow' }, { key });
    expect([other.status, other.body.code]).toEqual([422, 'KEY_REUSED']);
  });

  test("is another one under another customer's equal key", async () => {
    const [one, other] = [await OrderApiClient.as(stack.api.url), await OrderApiClient.as(stack.api.url)];
    const key = randomUUID();
    const ids = [await one.place(oneBook, { key }), await other.place(oneBook, { key })].map(({ body }) => body.id);
    expect(new Set(ids).size).toBe(2);
  });
});

describe('what belongs to another customer', () => {
  test('is as unknown as what does not exist, and stays untouched', async () => {
    const [owner, stranger] = [await OrderApiClient.as(stack.api.url), await OrderApiClient.as(stack.api.url)];
    const { id } = (await owner.place(oneBook)).body;
    const without = ({ text }: { text: string }) => text.replace(/"correlationId":"[^"]*"/, '');
    for (const call of ['read', 'cancel'] as const) {
      const [theirs, nobodys, malformed] = [
        await stranger[call](id),
        await stranger[call](randomUUID()),
        await stranger[call]('1'),
      ];
      expect([theirs.status, nobodys.status, malformed.status]).toEqual([404, 404, 404]);
      expect(without(theirs)).toBe(without(nobodys));
      expect(without(malformed)).toBe(without(nobodys));
    }
    expect((await stranger.list()).body.items).toEqual([]);
    expect((await owner.read(id)).body.status).toBe('PENDING');
  });
});

describe('a list', () => {
  test('shows every own order once, newest first, page by page', async () => {
    const customer = await OrderApiClient.as(stack.api.url);
    const placed: string[] = [];
    for (let index = 0; index < 5; index += 1) placed.unshift((await customer.place(oneBook)).body.id);
    const listed: string[] = [];
    let query = '?limit=2';
    for (;;) {
      const { body } = await customer.list(query);
      listed.push(...body.items.map(({ id }) => id));
      if (body.nextCursor === null) break;
      query = `?limit=2&cursor=${body.nextCursor}`;
    }
    expect(listed).toEqual(placed);
    expect((await customer.list('?status=PENDING')).body.items).toHaveLength(5);
    expect((await customer.list('?status=CONFIRMED')).body).toEqual({ items: [], nextCursor: null });
  });
});

describe('an unchanged order', () => {
  test('is not sent twice to who has it', async () => {
    const customer = await OrderApiClient.as(stack.api.url);
    const { id } = (await customer.place(oneBook)).body;
    const tag = (await customer.read(id)).headers.get('etag') ?? '';
    expect(tag).toMatch(/^"[^"]+"$/);
    const again = await customer.read(id, { 'if-none-match': tag });
    expect([again.status, again.text, again.headers.get('etag')]).toEqual([304, '', tag]);
    expect((await customer.read(id, { 'if-none-match': '"other"' })).status).toBe(200);
  });
});

describe('while Temporal is away', () => {
  test('an order is 503, kept, and started by itself later; its key then answers it', async () => {
    const customer = await OrderApiClient.as(stack.api.url);
    const key = randomUUID();
    stack.temporal.cut();
    const away = await customer.place<ProblemBody>(oneBook, { key });
    expect(away.status).toBe(503);
    expect(away.headers.get('retry-after')).toMatch(/^\d+$/);
    const [kept] = (await customer.list()).body.items;
    if (kept === undefined) throw new Error('The order was not kept.');
    expect((await customer.read(kept.id)).body).toMatchObject({ status: 'PENDING', saga: { status: 'running' } });
    expect((await customer.place(oneBook, { key })).status).toBe(503);
    expect((await fetch(`${stack.api.url}/health/ready`)).status).toBe(503);
    expect(await workflowOf(kept.id)).toBeUndefined();

    stack.temporal.mend();
    await vi.waitFor(async () => expect((await workflowOf(kept.id))?.status.name).toBe('RUNNING'), within);
    const again = await customer.place(oneBook, { key });
    expect([again.status, again.body.id]).toEqual([202, kept.id]);
    expect((await customer.list()).body.items).toHaveLength(1);
  });

  test('an order that was never sent can be cancelled for good', async () => {
    const customer = await OrderApiClient.as(stack.api.url);
    const key = randomUUID();
    stack.temporal.cut();
    await customer.place(oneBook, { key });
    await customer.place(oneBook);
    const [other, kept] = (await customer.list()).body.items;
    if (kept === undefined || other === undefined) throw new Error('The orders were not kept.');
    await stack.pool.query('update order_intents set start_attempts = 0 where order_id = $1', [kept.id]);
    const cancelled = await customer.cancel(kept.id);
    expect(cancelled.status).toBe(202);
    expect(cancelled.body).toMatchObject({ status: 'CANCELLED', saga: { status: 'compensated' } });

    stack.temporal.mend();
    // Another order of before has been started by now, so the sweep has had its chance at this one.
    await vi.waitFor(async () => expect(await workflowOf(other.id)).toBeDefined(), within);
    expect(await workflowOf(kept.id)).toBeUndefined();
    const repeat = await customer.place(oneBook, { key });
    expect([repeat.status, repeat.body.status]).toEqual([200, 'CANCELLED']);
    expect((await customer.cancel<ProblemBody>(kept.id)).body.code).toBe('TOO_LATE');
  });

  test('a cancel of an order whose start may have been sent is 503, and the wish is kept', async () => {
    const customer = await OrderApiClient.as(stack.api.url);
    stack.temporal.cut();
    await customer.place(oneBook);
    const [kept] = (await customer.list()).body.items;
    if (kept === undefined) throw new Error('The order was not kept.');
    await stack.pool.query('update order_intents set start_attempts = 1 where order_id = $1', [kept.id]);
    expect((await customer.cancel(kept.id)).status).toBe(503);
    expect((await customer.read(kept.id)).body.status).toBe('PENDING');

    stack.temporal.mend();
    const asked = async () =>
      (await temporal.workflow.getHandle(`create-order-${kept.id}`).fetchHistory()).events ?? [];
    await vi.waitFor(async () => {
      const events = await asked();
      expect(events.some((event) => event.workflowExecutionCancelRequestedEventAttributes)).toBe(true);
    }, within);
  });

  test('a started order shows its saga as it was last seen', async () => {
    const customer = await OrderApiClient.as(stack.api.url);
    const { id } = (await customer.place(oneBook)).body;
    stack.temporal.freeze();
    const answer = await customer.read(id);
    expect(answer.status).toBe(200);
    expect(answer.body.saga.status).toBe('running');
    expect((await customer.cancel(id)).status).toBe(503);
    for (let look = 0; look < 3; look += 1) await customer.read(id);
    // That it was away is no surprise, whichever of its two questions had no answer first.
    expect(stack.api.log.filter((line) => line.includes('in an unexpected way'))).toEqual([]);
  });
});

describe('when Temporal answers what nobody can use', () => {
  test('an order is shown as it was last seen, its cancel is 503, and the log says why once', async () => {
    const customer = await OrderApiClient.as(stack.api.url, 'customer-of-elsewhere');
    const { id } = (await customer.place(oneBook)).body;
    const astray = await stack.startApi({ TEMPORAL_NAMESPACE: 'no-such-namespace' });
    const there = await OrderApiClient.as(astray.url, 'customer-of-elsewhere');
    for (let look = 0; look < 3; look += 1) {
      expect(await there.read(id)).toMatchObject({ status: 200, body: { status: 'PENDING' } });
    }
    expect(await there.cancel(id)).toMatchObject({ status: 503, body: { code: 'ORDERS_UNAVAILABLE' } });
    expect(astray.log.filter((line) => line.includes('in an unexpected way'))).toEqual([
      expect.stringContaining('NamespaceNotFoundError'),
    ]);
    await astray.stop();
  });

  test('an order whose saga was terminated before its first task needs attention, and its cancel says so', async () => {
    const customer = await OrderApiClient.as(stack.api.url);
    const { id } = (await customer.place(oneBook)).body;
    await temporal.workflow.getHandle(`create-order-${id}`).terminate();
    await vi.waitFor(async () => {
      const seen = await customer.read(id);
      expect(seen).toMatchObject({ status: 200, body: { status: 'PENDING', saga: { status: 'needsAttention' } } });
    }, within);
    const refused = await customer.cancel<ProblemBody>(id);
    expect([refused.status, refused.headers.get('retry-after'), refused.body.code]).toEqual([
      503,
      '60',
      'ORDER_NEEDS_ATTENTION',
    ]);
  });
});

describe('an API that is asked to stop', () => {
  test('still answers a cancel of which Temporal says nothing', async () => {
    const leaving = await stack.startApi();
    const customer = await OrderApiClient.as(leaving.url);
    const { id } = (await customer.place(oneBook)).body;
    stack.temporal.freeze();
    // Whoever waits for the lock has arrived.
    const holder = await stack.pool.connect();
    await holder.query('begin; lock table order_intents in access exclusive mode');
    const cancelling = customer.cancel(id);
    await vi.waitFor(async () => {
      const { rows } = await stack.pool.query(
        `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'
           and query like '%order_id = $1 and customer_id = $2%'`,
      );
      expect(rows).toHaveLength(1);
    }, within);
    await holder.query('rollback');
    holder.release();
    expect(await leaving.stop()).toBe(0);
    expect((await cancelling).status).toBe(503);
    expect(leaving.log.join()).not.toContain('cut off');
  });
});

describe('an API that is killed', () => {
  test('between saved and started loses nothing: the next one starts the order', async () => {
    stack.temporal.freeze();
    const doomed = await stack.startApi();
    const customer = await OrderApiClient.as(doomed.url);
    const key = randomUUID();
    const unanswered = customer.place(oneBook, { key }).then(
      () => 'answered',
      () => 'cut off',
    );
    const saved = async () =>
      (await stack.pool.query('select * from order_intents where idempotency_key = $1', [key])).rows;
    await vi.waitFor(async () => expect(await saved()).toHaveLength(1), within);
    await doomed.kill();
    expect(await unanswered).toBe('cut off');
    const [row] = await saved();
    expect(row.started_at).toBeNull();

    stack.temporal.mend();
    await vi.waitFor(async () => expect((await workflowOf(row.order_id))?.status.name).toBe('RUNNING'), within);
    const heir = await OrderApiClient.as(stack.api.url, row.customer_id);
    const again = await heir.place(oneBook, { key });
    expect([again.status, again.body.id]).toEqual([202, row.order_id]);
  });
});

describe('when the inventory service is away', () => {
  test('no order is accepted and none is saved, but an order of before is still answered', async () => {
    const customer = await OrderApiClient.as(stack.api.url);
    const key = randomUUID();
    const { id } = (await customer.place(oneBook, { key })).body;
    const alone = await stack.startApi({ INVENTORY_SERVICE_URL: 'http://127.0.0.1:1' });
    const there = await OrderApiClient.as(
      alone.url,
      (await stack.pool.query('select customer_id from order_intents where order_id = $1', [id])).rows[0].customer_id,
    );
    const refused = await there.place<ProblemBody>(oneBook);
    expect([refused.status, refused.headers.get('retry-after'), refused.body.code]).toEqual([
      503,
      '1',
      'CATALOGUE_UNAVAILABLE',
    ]);
    expect((await there.place(oneBook, { key })).body.id).toBe(id);
    expect((await there.list()).body.items).toHaveLength(1);
  });
});
