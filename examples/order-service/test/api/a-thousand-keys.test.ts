// Idempotency under load: many keys, each sent many times at once to two processes, of which one is killed in the middle.
import { randomUUID } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { type ApiStack, startApiStack } from './api-stack.ts';
import { type Answer, OrderApiClient, oneBook } from './order-api-client.ts';
import type { RunningProcess } from './running-process.ts';

const keys = process.env.SAGA_TESTS === 'all' ? 1_000 : 30;
const duplicates = 20;
/** Keys that are sent at the same time. */
const keysAtOnce = 10;
const retryMilliseconds = 100;

let stack: ApiStack;
let other: RunningProcess;

beforeAll(async () => {
  stack = await startApiStack();
  other = await stack.startApi();
});
afterAll(() => stack.stop());

test(`${keys} keys, each sent ${duplicates} times at once, one API killed meanwhile: ${keys} orders and ${keys} sagas`, {
  timeout: 600_000,
}, async () => {
  const subject = `customer-${randomUUID()}`;
  const alive = await OrderApiClient.as(stack.api.url, subject);
  const dying = await OrderApiClient.as(other.url, subject);
  const answered: string[][] = [];
  let next = 0;
  const sendInTurn = async () => {
    for (let key = next; key < keys; key = next) {
      next += 1;
      if (key === Math.floor(keys / 2)) await other.kill();
      answered.push(await Promise.all(Array.from({ length: duplicates }, (_, copy) => idFor(`key-${key}`, copy))));
    }
  };
  const idFor = async (key: string, copy: number): Promise<string> => {
    for (let to = copy % 2 === 0 ? alive : dying; ; to = alive) {
      // Who is cut off, or told to repeat, repeats: with the same key, where somebody lives.
      const answer = await to.place<{ id: string }>(oneBook, { key }).catch(() => undefined);
      if (answer !== undefined && isOrder(answer)) return answer.body.id;
      await new Promise((resolve) => setTimeout(resolve, retryMilliseconds));
    }
  };
  await Promise.all(Array.from({ length: keysAtOnce }, sendInTurn));

  expect(answered.map((ids) => new Set(ids).size)).toEqual(Array(keys).fill(1));
  const ids = answered.map(([id]) => String(id)).sort();
  expect(new Set(ids).size).toBe(keys);
  const { rows } = await stack.pool.query<{ order_id: string }>('select order_id from order_intents order by order_id');
  expect(rows.map((row) => row.order_id).sort()).toEqual(ids);
  expect((await startedSagas()).sort()).toEqual(ids.map((id) => `create-order-${id}`));
});

function isOrder({ status }: Answer): boolean {
  if ([200, 201, 202].includes(status)) return true;
  // Anything else would be a mistake, and repeating it would hide it.
  expect([409, 503]).toContain(status);
  return false;
}

/** The ids of all sagas that this stack's queue was ever given, by Temporal's own list. */
async function startedSagas(): Promise<string[]> {
  const connection = await Connection.connect({ address: inject('localStack').temporalAddress });
  const client = new Client({ connection });
  const query = `TaskQueue = '${stack.env.TEMPORAL_TASK_QUEUE}'`;
  try {
    // The list shows a start a little later than it happened.
    await expect.poll(async () => (await client.workflow.count(query)).count, { timeout: 60_000 }).toBe(keys);
    const ids: string[] = [];
    for await (const { workflowId } of client.workflow.list({ query })) ids.push(workflowId);
    return ids;
  } finally {
    await connection.close();
  }
}
