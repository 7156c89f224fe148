import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { orderCloudEvent } from '../../src/services/events/order-event.ts';
import { orderService } from '../../src/services/order/service.ts';
import { type CallAnswer, type SagaCaller, sagaCaller } from './saga-caller.ts';
import { startTestService, type TestService } from './test-service.ts';

let service: TestService;
beforeAll(async () => {
  service = await startTestService(orderService);
});
afterAll(() => service.stop());

const items = [
  { sku: 'sku-book', quantity: 2, unitPrice: 1999 },
  { sku: 'sku-pen', quantity: 3, unitPrice: 250 },
];

function create(saga: SagaCaller, more: object = {}): Promise<CallAnswer> {
  const body = { orderId: saga.orderId, customerId: 'customer-1', items, paymentMethod: 'pm_ok' };
  return saga.call({ path: '/orders', step: 'createOrder', body, ...more });
}

function confirm(saga: SagaCaller): Promise<CallAnswer> {
  return saga.call({ path: `/orders/${saga.orderId}/confirm`, step: 'confirmOrder', body: { orderId: saga.orderId } });
}

function cancel(saga: SagaCaller, cause: object): Promise<CallAnswer> {
  const path = `/orders/${saga.orderId}/cancel`;
  return saga.call({ path, step: 'createOrder', operation: 'compensate', body: { cause } });
}

async function read(saga: SagaCaller): Promise<Record<string, unknown>> {
  return (await (await service.get(`/orders/${saga.orderId}`)).json()) as Record<string, unknown>;
}

async function kinds(saga: SagaCaller): Promise<readonly string[]> {
  return (await service.ledger(saga.orderId)).map(({ kind }) => kind);
}

async function events(saga: SagaCaller): Promise<readonly string[]> {
  const { rows } = await service.pool.query<{ event: { readonly type: string } }>(
    'SELECT event FROM saga_outbox WHERE aggregate = $1 ORDER BY id',
    [saga.orderId],
  );
  return rows.map(({ event }) => event.type);
}

describe('creating an order', () => {
  it('answers the sum of its lines and keeps it PENDING', async () => {
    const saga = sagaCaller(service);
    expect(await create(saga)).toMatchObject({ status: 200, body: { total: 4748 } });
    expect(await read(saga)).toMatchObject({
      id: saga.orderId,
      customerId: 'customer-1',
      status: 'PENDING',
      items,
      total: { amount: 4748, currency: 'EUR' },
    });
    expect(await service.ledger(saga.orderId)).toEqual([
      {
        order_id: saga.orderId,
        kind: 'created',
        amount_or_qty: 4748,
        sku: null,
        idempotency_key: `${saga.sagaId}/createOrder/run`,
      },
    ]);
    expect(await events(saga)).toEqual(['order.created']);
  });

  it('happens once however often it is sent, and gives every duplicate the first answer', async () => {
    const saga = sagaCaller(service);
    const answers = await Promise.all(Array.from({ length: 5 }, () => create(saga)));
    expect(new Set(answers.map(({ status, text }) => `${status} ${text}`))).toEqual(new Set(['200 {"total":4748}']));
    expect(await kinds(saga)).toEqual(['created']);
    expect(await events(saga)).toEqual(['order.created']);
  });

  it('is refused for good when it comes after its time', async () => {
    const saga = sagaCaller(service);
    const late = await create(saga, { notAfter: Date.now() - 1 });
    expect(late).toMatchObject({ status: 409, outcome: 'refused', body: { code: 'DEADLINE_PASSED' } });
    expect(await create(saga)).toMatchObject({ status: 409, outcome: 'refused', body: { code: 'DEADLINE_PASSED' } });
    expect((await service.get(`/orders/${saga.orderId}`)).status).toBe(404);
  });

  it('is refused when another saga has an order with that id', async () => {
    const saga = sagaCaller(service);
    await create(saga);
    const other = { ...sagaCaller(service), orderId: saga.orderId };
    expect(await create(other)).toMatchObject({ status: 409, outcome: 'refused', body: { code: 'ORDER_EXISTS' } });
    expect(await kinds(saga)).toEqual(['created']);
  });

  it('is refused when the order costs more than an integer can count', async () => {
    const saga = sagaCaller(service);
    const line = { sku: 'sku-book', quantity: Number.MAX_SAFE_INTEGER, unitPrice: 2 };
    const body = { orderId: saga.orderId, customerId: 'c', items: [line], paymentMethod: 'pm_ok' };
    const answer = await saga.call({ path: '/orders', step: 'createOrder', body });
    expect(answer).toMatchObject({ status: 409, outcome: 'refused', body: { code: 'TOTAL_TOO_LARGE' } });
  });
});

describe('confirming an order', () => {
  it('makes it CONFIRMED once, and it never changes again', async () => {
    const saga = sagaCaller(service);
    await create(saga);
    expect((await confirm(saga)).status).toBe(204);
    expect((await confirm(saga)).status).toBe(204);
    expect(await cancel(saga, { kind: 'cancelled' })).toMatchObject({ status: 409, body: { code: 'ORDER_HAS_ENDED' } });
    expect(await read(saga)).toMatchObject({ status: 'CONFIRMED' });
    expect(await kinds(saga)).toEqual(['created', 'confirmed']);
    expect(await events(saga)).toEqual(['order.created', 'order.confirmed']);
  });

  it('is refused for an order that was cancelled or never was', async () => {
    const saga = sagaCaller(service);
    expect(await confirm(saga)).toMatchObject({ status: 409, outcome: 'refused', body: { code: 'UNKNOWN_ORDER' } });
    const cancelled = sagaCaller(service);
    await create(cancelled);
    await cancel(cancelled, { kind: 'cancelled' });
    expect(await confirm(cancelled)).toMatchObject({
      status: 409,
      outcome: 'refused',
      body: { code: 'ORDER_HAS_ENDED' },
    });
    expect(await read(cancelled)).toMatchObject({ status: 'CANCELLED' });
  });
});

describe('cancelling an order', () => {
  it('makes it CANCELLED, without a failure, when somebody asked for it', async () => {
    const saga = sagaCaller(service);
    await create(saga);
    expect((await cancel(saga, { kind: 'cancelled' })).status).toBe(204);
    expect((await cancel(saga, { kind: 'cancelled' })).status).toBe(204);
    expect(await read(saga)).toMatchObject({ status: 'CANCELLED' });
    expect(await read(saga)).not.toHaveProperty('failure');
    expect(await kinds(saga)).toEqual(['created', 'cancelled']);
    expect(await events(saga)).toEqual(['order.created', 'order.cancelled']);
  });

  it.each([
    ['OUT_OF_STOCK', { kind: 'refused', step: 'reserveItems', code: 'OUT_OF_STOCK' }],
    ['PAYMENT_DECLINED', { kind: 'refused', step: 'processPayment', code: 'PAYMENT_DECLINED' }],
    ['PAYMENT_DECLINED', { kind: 'refused', step: 'processPayment', code: 'INSUFFICIENT_FUNDS' }],
    ['PAYMENT_UNKNOWN', { kind: 'inDoubt', step: 'processPayment' }],
    ['UNAVAILABLE', { kind: 'inDoubt', step: 'reserveItems' }],
    ['DEADLINE_PASSED', { kind: 'deadline' }],
    ['DEADLINE_PASSED', { kind: 'refused', step: 'processPayment', code: 'DEADLINE_PASSED' }],
    ['REJECTED', { kind: 'refused', step: 'confirmOrder', code: 'ORDER_HAS_ENDED' }],
  ])('makes it FAILED with %s when the cause is %j', async (code, cause) => {
    const saga = sagaCaller(service);
    await create(saga);
    expect((await cancel(saga, cause)).status).toBe(204);
    expect(await read(saga)).toMatchObject({
      status: 'FAILED',
      failure: { code, detail: expect.stringMatching(/\w+ .*\.$/) },
    });
    expect(await kinds(saga)).toEqual(['created', 'failed']);
    expect(await events(saga)).toEqual(['order.created', 'order.failed']);
  });

  it('says why in its own sentence: what a participant wrote is not for customers, nor always fit to be stored', async () => {
    const saga = sagaCaller(service);
    await create(saga);
    const cause = {
      kind: 'refused',
      step: 'reserveItems',
      code: 'OUT_OF_STOCK',
      detail: `sku-rare:\u0000 1 wanted \ud800`,
    };
    expect((await cancel(saga, cause)).status).toBe(204);
    expect(await read(saga)).toMatchObject({
      failure: { code: 'OUT_OF_STOCK', detail: 'At least one item is out of stock. Nothing was charged.' },
    });
  });

  it('writes nothing for an order that was never created, and the creation that comes later is refused', async () => {
    const saga = sagaCaller(service);
    expect((await cancel(saga, { kind: 'cancelled' })).status).toBe(204);
    expect(await create(saga)).toMatchObject({
      status: 409,
      outcome: 'refused',
      body: { code: 'ALREADY_COMPENSATED' },
    });
    expect(await kinds(saga)).toEqual([]);
    expect(await events(saga)).toEqual([]);
    expect((await service.get(`/orders/${saga.orderId}`)).status).toBe(404);
  });

  it('and confirming at once end the order exactly one way', async () => {
    for (let round = 0; round < 20; round += 1) {
      const saga = sagaCaller(service);
      await create(saga);
      const [confirmed, cancelled] = await Promise.all([confirm(saga), cancel(saga, { kind: 'cancelled' })]);
      expect([confirmed.status, cancelled.status].toSorted()).toEqual([204, 409]);
      expect(await kinds(saga)).toEqual(['created', confirmed.status === 204 ? 'confirmed' : 'cancelled']);
    }
  });
});

it('says that an order is not known with a problem', async () => {
  const response = await service.get('/orders/none');
  expect(response.status).toBe(404);
  expect(response.headers.get('content-type')).toContain('application/problem+json');
  expect(await response.json()).toMatchObject({ status: 404, code: 'UNKNOWN_ORDER' });
});

describe('an event', () => {
  it('tells what became of the order, with the trace of the call and nothing that is only the customer’s', async () => {
    const saga = sagaCaller(service);
    await create(saga);
    await cancel(saga, { kind: 'refused', step: 'processPayment', code: 'PAYMENT_DECLINED', detail: 'canary' });
    const { rows } = await service.pool.query('SELECT event FROM saga_outbox WHERE aggregate = $1 ORDER BY id', [
      saga.orderId,
    ]);
    const events = rows.map(({ event }) => orderCloudEvent.parse(event));
    expect(events).toMatchObject([
      {
        type: 'order.created',
        source: '/order-service',
        subject: saga.orderId,
        data: { orderId: saga.orderId, status: 'PENDING', total: { amount: 4748, currency: 'EUR' } },
      },
      { type: 'order.failed', data: { status: 'FAILED', failureCode: 'PAYMENT_DECLINED' } },
    ]);
    expect(JSON.stringify(rows)).not.toContain('canary');
  });

  it.each([
    ['a W3C trace context', '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01', true],
    ['something else', 'canary\u0009"}', false],
  ])('of a call with %s as its traceparent carries it on: %s', async (_, traceparent, carried) => {
    const saga = sagaCaller(service);
    await create(saga, { headers: { traceparent } });
    const { rows } = await service.pool.query('SELECT event FROM saga_outbox WHERE aggregate = $1', [saga.orderId]);
    expect(rows[0]?.event.traceparent).toBe(carried ? traceparent : undefined);
  });

  it('is for those with a service token of this service alone', async () => {
    expect((await fetch(`${service.url}/events`)).status).toBe(401);
    expect((await service.get('/events')).status).toBe(200);
    expect((await service.get('/events?after=x')).status).toBe(400);
  });
});
