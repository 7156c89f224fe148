import { once } from 'node:events';
import { Agent, type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ApiStack, startApiStack } from './api-stack.ts';
import { OrderApiClient } from './order-api-client.ts';
import { type RunningProcess, startProcess } from './running-process.ts';
import { startServicesBehind } from './services-behind.ts';

let stack: ApiStack;
let order: RunningProcess;
let payment: RunningProcess;
let urls: Record<string, string>;

beforeAll(async () => {
  stack = await startApiStack();
  ({ order, payment, urls } = await startServicesBehind(stack));
});
afterAll(() => stack.stop());

test('the API is not ready while Temporal answers and does not know its namespace, which only the log names', async () => {
  const api = await stack.startApi({ ...urls, TEMPORAL_NAMESPACE: 'no-such-namespace' });
  const answer = await fetch(`${api.url}/health/ready`);
  const said = (await answer.json()) as { readonly checks: Record<string, unknown> };
  const up = { status: 'up', milliseconds: expect.any(Number) };
  const temporal = { ...up, status: 'down' };
  expect(said.checks).toEqual({ database: up, temporal, order: up, inventory: up, payment: up });
  expect(answer.status).toBe(503);
  const why = api.log.filter((line) => line.includes('"dependency":"temporal"'));
  expect(why).toEqual([expect.stringContaining('no-such-namespace')]);
  expect(await api.stop()).toBe(0);
});

test('the API is ready while Temporal, its database and all three services answer, and says which does not', async () => {
  const api = await stack.startApi(urls);
  const readiness = async () => {
    const answer = await fetch(`${api.url}/health/ready`);
    const { checks } = (await answer.json()) as { checks: Record<string, { status: string }> };
    return [answer.status, ...Object.keys(checks).filter((name) => checks[name]?.status !== 'up')];
  };
  expect(await readiness()).toEqual([200]);
  await payment.stop();
  expect(await readiness()).toEqual([503, 'payment']);
  stack.temporal.cut();
  await expect.poll(readiness).toEqual([503, 'temporal', 'payment']);
  await stack.inventory.kill();
  await order.kill();
  await expect.poll(readiness).toEqual([503, 'temporal', 'order', 'inventory', 'payment']);
  expect((await fetch(`${api.url}/health/live`)).status).toBe(200);
  stack.temporal.mend();
});

test('told to stop under load, it answers all that its callers have begun, and ends with 0', async () => {
  const api = await stack.startApi(urls);
  const { token } = await OrderApiClient.as(api.url);
  const agent = new Agent({ keepAlive: true });
  const statuses: (number | undefined)[] = [];
  const lost: unknown[] = [];
  const caller = async () => {
    for (;;) {
      const sent = request(`${api.url}/api/v1/orders`, { agent, headers: { authorization: `Bearer ${token}` } }).end();
      try {
        const [response] = (await once(sent, 'response')) as [IncomingMessage];
        await text(response);
        statuses.push(response.statusCode);
      } catch (error) {
        // Nobody but the kernel has seen a connection that is made in the moment in which the port closes.
        if (sent.reusedSocket) lost.push(error);
        return;
      }
    }
  };
  const callers = Promise.all(Array.from({ length: 10 }, caller));
  await expect.poll(() => statuses.length).toBeGreaterThan(100);
  const ended = api.stop();
  await callers;
  agent.destroy();
  expect(await ended).toBe(0);
  expect([lost, new Set(statuses)]).toEqual([[], new Set([200])]);
  expect(api.log.join('\n')).not.toContain('"aborted"');
});

test('all mistakes in its settings are told at once, those of its port too', async () => {
  const wrong = { PORT: 'x', LOG_LEVEL: 'loud', TRUST_PROXY: 'yes', PAYMENT_SERVICE_URL: 'payment' };
  const said = await startProcess('examples/order-service/src/api/main.ts', wrong).catch(String);
  for (const name of ['5 settings are wrong', 'ORDER_API_DATABASE_URL', ...Object.keys(wrong)]) {
    expect(said).toContain(name);
  }
});
