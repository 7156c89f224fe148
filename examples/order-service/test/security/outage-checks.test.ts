// What is told, and to whom, when something that the API depends on is away or fails in a way that nobody foresaw.
import { randomBytes, randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ApiStack, startApiStack } from '../api/api-stack.ts';
import { type Answer, OrderApiClient, oneBook } from '../api/order-api-client.ts';

const canary = `canary${randomBytes(6).toString('hex')}`;
const address = { line1: `1 ${canary} Street`, city: canary, postalCode: canary.slice(0, 12), country: 'DE' };

let stack: ApiStack;
let customer: OrderApiClient;

beforeAll(async () => {
  stack = await startApiStack({ LOG_LEVEL: 'debug' });
  customer = await OrderApiClient.as(stack.api.url, `customer-${canary}`);
});
afterAll(() => stack.stop());

/** An order with the canary in every field that takes it, sent with headers that have it too. */
function placeCanary(query = ''): Promise<Answer<{ code: string; correlationId: string }>> {
  return customer.send('POST', `/api/v1/orders${query}`, {
    headers: {
      'content-type': 'application/json',
      'idempotency-key': `key-${canary}-${randomUUID()}`,
      'user-agent': canary,
      cookie: `session=${canary}`,
    },
    body: JSON.stringify({ ...oneBook, paymentMethod: `pm_${canary}`, shippingAddress: address }),
  });
}

function expectNothingTold({ text, body, headers }: Answer<{ correlationId: string }>): void {
  expect(text).not.toContain(canary);
  expect(text).not.toMatch(/order_intents|\brelation\b|postgres|temporal|127\.0\.0\.1|ECONN|\n\s+at /i);
  expect(body.correlationId).toBe(headers.get('x-request-id'));
  const log = stack.api.log.join('\n');
  expect(log).not.toContain(canary);
  expect(log).not.toContain(customer.token.slice(0, 20));
  for (const [name, value] of Object.entries(stack.env)) {
    const secret = name.includes('DATABASE_URL') ? new URL(value).password : undefined;
    if (secret) expect(log.includes(secret), name).toBe(false);
  }
  // Whoever is told the correlation id finds the request by it.
  expect(log).toContain(body.correlationId);
}

test('with a query that has a secret in it: 400 that does not repeat it', async () => {
  const answer = await placeCanary(`?${canary}=${canary}`);
  expect([answer.status, answer.body.code]).toEqual([400, 'INVALID_QUERY']);
  expectNothingTold(answer);
});

test('with Temporal away: 503, when to come again, and the order is accepted later', async () => {
  stack.temporal.cut();
  const answer = await placeCanary();
  stack.temporal.mend();
  expect([answer.status, answer.body.code]).toEqual([503, 'ORDERS_UNAVAILABLE']);
  expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
  expectNothingTold(answer);
});

test('with its own table away, which nobody foresaw: 500 that says nothing but where to look', async () => {
  const owner = new pg.Client({ connectionString: stack.env.ORDER_API_OWNER_DATABASE_URL });
  await owner.connect();
  await owner.query('alter table order_intents rename to order_intents_away');
  const answer = await placeCanary();
  await owner.query('alter table order_intents_away rename to order_intents');
  await owner.end();
  expect([answer.status, answer.body.code]).toEqual([500, 'INTERNAL']);
  expectNothingTold(answer);
});

test('with the catalogue away: 503, and nothing is saved', async () => {
  await stack.inventory.kill();
  const answer = await placeCanary();
  expect([answer.status, answer.body.code]).toEqual([503, 'CATALOGUE_UNAVAILABLE']);
  expectNothingTold(answer);
  expect((await customer.list()).status).toBe(200);
});
