// The stream of an order's changes, on the real stack: what a customer sees, whoever writes it down and whatever is away.
import { Client, Connection } from '@temporalio/client';
import { afterAll, afterEach, beforeAll, describe, expect, inject, test, vi } from 'vitest';
import { type ApiStack, startApiStack } from './api-stack.ts';
import { OrderApiClient, oneBook } from './order-api-client.ts';
import { listen, type OrderEvent, wrongAbout } from './order-events-client.ts';
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
afterEach(() => {
  stack.temporal.mend();
  worker.goOn();
});
afterAll(() => stack.stop());

interface Followed {
  readonly customer: OrderApiClient;
  readonly orderId: string;
  readonly events: readonly OrderEvent[];
}

const within = { timeout: 30_000, interval: 50 };
const slow = { ...oneBook, paymentMethod: 'pm_slow' };
const steps = ({ order }: OrderEvent) => order.saga.steps.map(({ status }) => status);

describe('the stream of an order', () => {
  test.each([
    ['is confirmed', slow, 'CONFIRMED'],
    ['fails and is undone', { ...oneBook, paymentMethod: 'pm_declined' }, 'FAILED'],
  ])('that %s tells each change once, up to the end, and then says not to come back', async (_how, body, status) => {
    const { url } = stack.api;
    const customer = await OrderApiClient.as(url);
    const orderId = (await customer.place(body)).body.id;
    const answer = await listen({ url, token: customer.token, orderId });
    expect([answer.status, answer.isWhole]).toEqual([200, true]);
    expect(answer.headers.get('content-type')).toBe('text/event-stream');
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(wrongAbout(answer.events)).toEqual([]);
    expect(answer.events.length).toBeGreaterThan(1);
    const last = answer.events.at(-1);
    expect(last?.order).toEqual((await customer.read(orderId)).body);
    expect(last?.order.status).toBe(status);
    const again = await listen({ url, token: customer.token, orderId, lastEventId: String(last?.id) });
    expect([again.status, again.events]).toEqual([204, []]);
  });

  test('goes on from any id without a double, and always gets to the end', async () => {
    const { url } = stack.api;
    const customer = await OrderApiClient.as(url);
    const orderId = (await customer.place(slow)).body.id;
    const resumed: Promise<[number, readonly OrderEvent[]]>[] = [];
    const { events } = await listen({
      url,
      token: customer.token,
      orderId,
      seen: ({ id }) => {
        const from = async (): Promise<[number, readonly OrderEvent[]]> => [
          id,
          (await listen({ url, token: customer.token, orderId, lastEventId: String(id) })).events,
        ];
        resumed.push(from());
      },
    });
    for (const [from, seen] of await Promise.all(resumed)) {
      expect(seen.every(({ id }) => id > from)).toBe(true);
      expect(wrongAbout(seen)).toEqual([]);
      for (const event of seen) expect(events).toContainEqual(event);
      if (from !== events.at(-1)?.id) expect(seen.at(-1)).toEqual(events.at(-1));
    }
    for (const { id } of events) {
      const late = await listen({ url, token: customer.token, orderId, lastEventId: String(id) });
      expect(late.events).toEqual(id === events.at(-1)?.id ? [] : events.slice(-1));
    }
    const unheardOf = await listen({ url, token: customer.token, orderId, lastEventId: '999999' });
    expect(unheardOf.events).toEqual(events.slice(-1));
  });

  test('is the same in every process of the API', async () => {
    const other = await stack.startApi();
    const customer = await OrderApiClient.as(stack.api.url);
    const orderId = (await customer.place(slow)).body.id;
    const { token } = customer;
    const [here, there] = await Promise.all(
      [stack.api.url, other.url].map(async (url) => (await listen({ url, token, orderId })).events),
    );
    expect(here?.at(-1)).toEqual(there?.at(-1));
    const byId = new Map(here?.map((event) => [event.id, event]));
    const shared = there?.filter(({ id }) => byId.has(id)) ?? [];
    expect(shared.length).toBeGreaterThan(1);
    for (const event of shared) expect(byId.get(event.id)).toEqual(event);
    expect([wrongAbout(here ?? []), wrongAbout(there ?? [])]).toEqual([[], []]);
    await other.stop();
  });

  test('tells an ending that another process recorded while this one has lost Temporal', async () => {
    const cutOff = await stack.startApi();
    const whole = await stack.startApi({ TEMPORAL_ADDRESS: inject('localStack').temporalAddress });
    const customer = await OrderApiClient.as(whole.url);
    const orderId = (await customer.place(slow)).body.id;
    let first = () => {};
    const begun = new Promise<void>((resolve) => {
      first = resolve;
    });
    const listening = listen({ url: cutOff.url, token: customer.token, orderId, seen: () => first() });
    await begun;
    stack.temporal.cut();
    const { events, isWhole } = await listening;
    expect([isWhole, events.at(-1)?.order.status]).toEqual([true, 'CONFIRMED']);
    expect(wrongAbout(events)).toEqual([]);
    stack.temporal.mend();
    await Promise.all([cutOff.stop(), whole.stop()]);
    // The API of the other tests had lost Temporal as well: it takes orders again when it has found it.
    const readiness = async () => (await fetch(`${stack.api.url}/health/ready`)).json();
    await vi.waitFor(
      async () => expect(await readiness()).toMatchObject({ checks: { temporal: { status: 'up' } } }),
      within,
    );
  });

  test('of an order whose saga was terminated stays open, and says that it needs attention', async () => {
    const { url } = stack.api;
    const customer = await OrderApiClient.as(url);
    const orderId = (await customer.place(slow)).body.id;
    const enough = new AbortController();
    const seen: OrderEvent[] = [];
    const listening = listen({
      url,
      token: customer.token,
      orderId,
      signal: enough.signal,
      seen: (event) => seen.push(event),
    });
    await vi.waitFor(() => expect(seen.at(-1) && steps(seen.at(-1) as OrderEvent)[2]).toBe('running'), within);
    const connection = await Connection.connect({ address: inject('localStack').temporalAddress });
    await new Client({ connection }).workflow.getHandle(`create-order-${orderId}`).terminate();
    await connection.close();
    await vi.waitFor(() => expect(seen.at(-1)?.order.saga.status).toBe('needsAttention'), within);
    // A second one, and a process that has not seen it before, tell nothing else.
    const other = await stack.startApi();
    const late: OrderEvent[] = [];
    const elsewhere = listen({
      url: other.url,
      token: customer.token,
      orderId,
      signal: enough.signal,
      seen: (event) => late.push(event),
    });
    await vi.waitFor(() => expect(late).toHaveLength(1), within);
    await customer.place(oneBook, { prefer: 'wait=30' });
    expect(late).toEqual(seen.slice(-1));
    expect(seen.at(-1)?.order.status).toBe('PENDING');
    expect(wrongAbout(seen)).toEqual([]);
    enough.abort();
    await Promise.all([listening, elsewhere]);
    await other.stop();
  });
});

describe('the last event of a stream, while nobody answers what the steps came to,', () => {
  const end = async ({ customer, orderId, events }: Followed) => {
    const last = events.at(-1);
    const { token } = customer;
    const again = await listen({ url: stack.api.url, token, orderId, lastEventId: String(last?.id) });
    return { last: last?.order, wrong: wrongAbout(events), comingBack: again.status };
  };

  test('waits for them a moment, and is the order as it is read', async () => {
    const { url } = stack.api;
    const customer = await OrderApiClient.as(url);
    const placed = await customer.place(oneBook, { prefer: 'wait=30' });
    const orderId = placed.body.id;
    // What is recorded of an ending whose steps nobody told.
    await stack.pool.query(
      `update order_intents set saga_final = false,
         saga = jsonb_set(saga, '{steps,3}', '{"name":"confirmOrder","status":"applied","attempts":1}')
       where order_id = $1`,
      [orderId],
    );
    worker.pause();
    const { events } = await listen({ url, token: customer.token, orderId, opened: () => worker.goOn() });
    expect(await end({ customer, orderId, events })).toEqual({ last: placed.body, wrong: [], comingBack: 204 });
    expect(events).toHaveLength(1);
  });

  test('comes without them when nobody tells them in time', async () => {
    const { url } = stack.api;
    const customer = await OrderApiClient.as(url);
    const orderId = (await customer.place(oneBook, { prefer: 'wait=30' })).body.id;
    await stack.pool.query('update order_intents set saga_final = false where order_id = $1', [orderId]);
    worker.pause();
    const { events } = await listen({ url, token: customer.token, orderId });
    worker.goOn();
    expect(events.map(({ order }) => order.status)).toEqual(['CONFIRMED']);
  });
});

describe('a stream is refused', () => {
  test('to another customer, as if the order did not exist, and for an id that was never given out', async () => {
    const { url } = stack.api;
    const [owner, stranger] = [await OrderApiClient.as(url), await OrderApiClient.as(url)];
    const orderId = (await owner.place(oneBook)).body.id;
    const path = `/api/v1/orders/${orderId}/events`;
    const theirs = await stranger.send('GET', path);
    const nobodys = await stranger.send('GET', '/api/v1/orders/5f1e8f7e-8a55-4c3c-9f0a-0d5f2a4f3b11/events');
    expect([theirs.status, theirs.body.code]).toEqual([404, 'ORDER_NOT_FOUND']);
    expect([nobodys.status, nobodys.body.code]).toEqual([404, 'ORDER_NOT_FOUND']);
    for (const id of ['0', '-1', '1.5', 'x', '1 2', '99999999999']) {
      const answer = await owner.send('GET', path, { headers: { 'last-event-id': id } });
      expect([id, answer.status, answer.body.code]).toEqual([id, 400, 'INVALID_LAST_EVENT_ID']);
    }
  });

  test('beyond ten of one customer, until one is closed', async () => {
    const { url } = stack.api;
    await worker.stop();
    const customer = await OrderApiClient.as(url);
    const orderId = (await customer.place(slow)).body.id;
    const stops = Array.from({ length: 10 }, () => new AbortController());
    let begun = 0;
    const open = stops.map(({ signal }) =>
      listen({
        url,
        token: customer.token,
        orderId,
        signal,
        seen: () => {
          begun += 1;
        },
      }),
    );
    await vi.waitFor(() => expect(begun).toBe(10), within);
    const metrics = async () => (await fetch(`${url}/metrics`)).text();
    expect(await metrics()).toMatch(/^event_streams_open(\{.*\})? 10$/m);
    const refused = await customer.send('GET', `/api/v1/orders/${orderId}/events`);
    expect([refused.status, refused.body.code]).toEqual([429, 'TOO_MANY_STREAMS']);
    stops[0]?.abort();
    await open[0];
    const another = new AbortController();
    await vi.waitFor(async () => {
      const one = listen({
        url,
        token: customer.token,
        orderId,
        signal: another.signal,
        seen: () => another.abort(),
      });
      expect((await one).status).toBe(200);
    }, within);
    for (const stop of stops) stop.abort();
    await Promise.all(open);
    await vi.waitFor(async () => expect(await metrics()).toMatch(/^event_streams_open(\{.*\})? 0$/m), within);
    worker = await startWorker();
  });
});

describe('an API that is asked to stop', () => {
  test('ends its streams at once, for the clients to come back, and exits with 0', async () => {
    await worker.stop();
    const leaving = await stack.startApi();
    const customer = await OrderApiClient.as(leaving.url);
    const orderId = (await customer.place(oneBook)).body.id;
    let begun = 0;
    const seen = () => {
      begun += 1;
    };
    const open = Array.from({ length: 5 }, () => listen({ url: leaving.url, token: customer.token, orderId, seen }));
    await vi.waitFor(() => expect(begun).toBe(5), within);
    expect(await leaving.stop()).toBe(0);
    expect((await Promise.all(open)).map(({ isWhole, events }) => [isWhole, events.length])).toEqual(
      Array(5).fill([true, 1]),
    );
    expect(leaving.log.filter((line) => line.includes('cut off'))).toEqual([]);
    worker = await startWorker();
    const { events } = await listen({ url: stack.api.url, token: customer.token, orderId, lastEventId: '1' });
    expect(events.at(-1)?.order.status).toBe('CONFIRMED');
  });
});
