// Every check of bad input and attacks, in tables: what is sent, what it must get. Of each it must also hold that a refusal is a
// problem which tells nothing of the inside, that no order was written by it, that the process lives, and that the next good order works.
// The measure is the OWASP API Security Top 10 (2023) and RFC 8725.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type ApiStack, startApiStack } from '../api/api-stack.ts';
import { OrderApiClient, oneBook } from '../api/order-api-client.ts';
import { startServicesBehind } from '../api/services-behind.ts';
import { accessChecks } from './access-checks.ts';
import { bodyChecks } from './body-checks.ts';
import { keyChecks } from './key-checks.ts';
import type { SecurityAnswer, SecurityCheck, Target } from './security-check.ts';
import { tokenChecks } from './token-checks.ts';
import { transportChecks } from './transport-checks.ts';

const inside =
  /node_modules|\.[cm]?[tj]s\b:|\n\s+at |\bselect |\binsert |\bupdate |order_intents|zod|express|postgres|temporal|workflow|ECONN/i;

const patient = { timeout: 30_000, interval: 200 };

let stack: ApiStack;
let target: Target;

beforeAll(async () => {
  stack = await startApiStack();
  const worker = await (await startServicesBehind(stack)).startWorker();
  const owner = await OrderApiClient.as(stack.api.url, 'customer-a');
  const stranger = await OrderApiClient.as(stack.api.url, 'customer-b');
  const confirmed = [];
  for (let count = 0; count < 2; count += 1) confirmed.push(await owner.place(oneBook, { prefer: 'wait=30' }));
  target = { stack, owner, stranger, order: String(confirmed[0]?.body.id) };
  expect(confirmed.map(({ status }) => status)).toEqual([201, 201]);
  // Every check places a good order and no more than that: to carry hundreds of them out would only keep the machine busy.
  await worker.stop();
});
afterAll(() => stack.stop());

describe.each<[string, readonly SecurityCheck[]]>([
  ['tokens', tokenChecks],
  ['what is not the caller\u2019s', accessChecks],
  ['bodies', bodyChecks],
  ['idempotency keys', keyChecks],
  ['transport', transportChecks],
])('%s', (_what, checks) => {
  test.each(checks.map((check) => [check.send, check] as const))(
    '%s',
    async (_send, { expect: expected, act, also, ordersBefore = 0 }) => {
      const before = await rows();
      const answer = await act(target);
      expect(expected).toContain(answer.status);
      if (answer.status >= 400) {
        expectRefusal(answer);
        expect(await rows()).toBe(before + ordersBefore);
      }
      await also?.(answer, target);
      await expectGoodOrder();
    },
  );
});

function expectRefusal(answer: SecurityAnswer): void {
  expect(answer.headers.get('content-type')).toContain('application/problem+json');
  const body = JSON.parse(answer.text) as Record<string, unknown>;
  expect(body).toMatchObject({ status: answer.status, type: expect.stringMatching(/^\/api\/v1\/problems\/[a-z-]+$/) });
  expect(answer.text).not.toMatch(inside);
  expect(Object.fromEntries(answer.headers)).not.toHaveProperty('x-powered-by');
}

async function rows(): Promise<number> {
  const { rows: counted } = await stack.pool.query<{ count: string }>('select count(*) from order_intents');
  return Number(counted[0]?.count);
}

async function expectGoodOrder(): Promise<void> {
  expect((await fetch(`${stack.api.url}/health/live`)).status).toBe(200);
  const { headers } = await acceptedOrder(target.owner);
  expect(headers.get('cache-control')).toBe('no-store');
  expect(headers.get('x-content-type-options')).toBe('nosniff');
}

/** A good order, repeated as 503 asks for: a busy machine is no finding. */
async function acceptedOrder(customer: OrderApiClient): Promise<SecurityAnswer> {
  const key = randomUUID();
  return await vi.waitFor(async () => {
    const answer = await customer.place(oneBook, { key });
    expect([201, 202]).toContain(answer.status);
    return answer;
  }, patient);
}
