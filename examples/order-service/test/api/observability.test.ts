import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ApiStack, startApiStack } from './api-stack.ts';
import { OrderApiClient, oneBook } from './order-api-client.ts';
import type { RunningProcess } from './running-process.ts';
import { type ServicesBehind, startServicesBehind } from './services-behind.ts';

let stack: ApiStack;
let customer: OrderApiClient;
let behind: ServicesBehind;

beforeAll(async () => {
  stack = await startApiStack({ SAGA_TIMEOUT_SCALE: '1' });
  behind = await startServicesBehind(stack);
  customer = await OrderApiClient.as(stack.api.url);
});
afterAll(() => stack.stop());

test('each saga’s ending is counted once, by whichever of several instances records it, with its duration', async () => {
  const bodies = [oneBook, oneBook, oneBook, { ...oneBook, paymentMethod: 'pm_declined' }];
  const placed = await Promise.all(bodies.map((body) => customer.place(body)));
  expect(placed.map(({ status }) => status)).toEqual([202, 202, 202, 202]);
  // An instance that starts follows all orders that are open: from now on both wait for each of these endings.
  const instances = [stack.api, await stack.startApi(behind.urls), await stack.startApi(behind.urls)];
  await behind.startWorker();
  const sum = async (name: string, ending: string) => {
    const found = await Promise.all(instances.map((api) => figure(api, name, `ending="${ending}"`)));
    return found.reduce((all, each) => all + each, 0);
  };
  for (const { body } of placed) {
    await expect.poll(async () => (await customer.read(body.id)).body.status).not.toBe('PENDING');
  }
  // The slower ones have recorded theirs as well, or seen that there was nothing left to record.
  await customer.place(oneBook, { prefer: 'wait=30' });
  expect(await sum('saga_ended_total', 'CONFIRMED')).toBe(4);
  expect(await sum('saga_ended_total', 'FAILED')).toBe(1);
  expect(await sum('saga_ended_total', 'CANCELLED')).toBe(0);
  expect(await sum('saga_duration_seconds_count', 'CONFIRMED')).toBe(4);
  expect(await sum('saga_duration_seconds_sum', 'CONFIRMED')).toBeGreaterThan(0);
});

test('the metrics show latency, traffic, errors and saturation, by route and never by order', async () => {
  const { id } = (await customer.place(oneBook)).body;
  await customer.read(id);
  await customer.place({ ...oneBook, items: [] });
  const metrics = await (await fetch(`${stack.api.url}/metrics`)).text();
  expect(metrics).toMatch(/http_request_duration_seconds_bucket\{.*route="\/api\/v1\/orders\/:id",status="200"\} \d/);
  expect(metrics).toMatch(
    /http_request_duration_seconds_count\{.*method="POST",route="\/api\/v1\/orders",status="422"\}/,
  );
  expect(await figure(stack.api, 'http_problems_total', 'status="422"', 'code="INVALID_BODY"')).toBeGreaterThan(0);
  for (const state of ['total', 'idle', 'waiting']) {
    expect(await figure(stack.api, 'database_connections', `state="${state}"`)).toBeGreaterThanOrEqual(0);
  }
  for (const name of [
    ...['http_requests_in_flight', 'http_connections_open', 'requests_worked_on', 'event_streams_open'],
    ...['event_loop_utilization', 'nodejs_eventloop_lag_p99_seconds'],
  ]) {
    expect(await figure(stack.api, name), name).toBeGreaterThanOrEqual(0);
  }
  expect(metrics).not.toContain(id);
});

test('each request is one line with its correlation id, and none has an address, a query or a key', async () => {
  const headers = { 'x-request-id': 'trace-this-1', 'idempotency-key': 'canary-key', 'user-agent': 'canary-agent' };
  const answer = await customer.send('GET', '/api/v1/orders?status=canary-query', { headers });
  expect(answer.headers.get('x-request-id')).toBe('trace-this-1');
  expect(answer.body).toMatchObject({ type: '/api/v1/problems/invalid-query', correlationId: 'trace-this-1' });
  const lines = () => stack.api.log.filter((line) => line.includes('trace-this-1'));
  await expect.poll(() => lines().length).toBe(1);
  expect(JSON.parse(lines()[0] ?? '')).toMatchObject({ method: 'GET', route: '/api/v1/orders', status: 400 });
  const requests = stack.api.log.filter((line) => line.includes('"msg":"request"'));
  expect(requests.join('\n')).not.toMatch(/127\.0\.0\.1/);
  expect(stack.api.log.join('\n')).not.toMatch(/canary|eyJ/);
});

async function figure({ url }: RunningProcess, name: string, ...labels: readonly string[]): Promise<number> {
  const metrics = await (await fetch(`${url}/metrics`)).text();
  const line = metrics
    .split('\n')
    .find((each) => each.startsWith(`${name}{`) && labels.every((label) => each.includes(label)));
  return Number(line?.split(' ').at(-1));
}
