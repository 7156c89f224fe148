import { createDatabase, type TestDatabase } from '@saga/local-stack';
import pg from 'pg';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { OrderApiClient, type ProblemBody } from './order-api-client.ts';
import { type RunningProcess, startProcess } from './running-process.ts';

let database: TestDatabase;
const running: RunningProcess[] = [];

beforeAll(async () => {
  database = await createDatabase(inject('localStack').postgresAdminUrl);
});
afterAll(async () => {
  for (const each of running) await each.kill();
  await database.drop();
});

async function start(env: Readonly<Record<string, string>>): Promise<RunningProcess> {
  const api = await startProcess('examples/order-service/src/api/main.ts', {
    ORDER_API_DATABASE_URL: database.url,
    TEMPORAL_ADDRESS: '127.0.0.1:1',
    RATE_LIMIT_PER_TOKEN: '0',
    RATE_LIMIT_PER_ADDRESS: '0',
    ...env,
  });
  running.push(api);
  return api;
}

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Partial<ProblemBody>;
}

/** Lists a new customer's orders, again and again: with nothing else asked for in between. */
async function visitorOf(api: RunningProcess): Promise<() => Promise<Answer>> {
  const { token } = await OrderApiClient.as(api.url);
  return async () => {
    const answer = await fetch(`${api.url}/api/v1/orders`, { headers: { authorization: `Bearer ${token}` } });
    return { status: answer.status, headers: answer.headers, body: (await answer.json()) as Partial<ProblemBody> };
  };
}

function expectShed(answer: Answer): void {
  expect([answer.status, answer.body.code]).toEqual([503, 'OVERLOADED']);
  expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(answer.headers.get('content-type')).toContain('application/problem+json');
}

test('a crowd that the event loop can’t keep up with is refused in part, health and metrics are not, and it passes', async () => {
  const api = await start({ MAX_EVENT_LOOP_DELAY_MS: '40' });
  const list = await visitorOf(api);
  let crowded = true;
  const answers: Answer[] = [];
  const unanswered: unknown[] = [];
  const visitor = async () => {
    while (crowded) answers.push(await list());
  };
  const crowd = Array.from({ length: 200 }, () => visitor().catch((error) => unanswered.push(error)));
  try {
    await expect.poll(() => answers.some(({ status }) => status === 503)).toBe(true);
    expect((await fetch(`${api.url}/health/live`)).status).toBe(200);
    expect((await fetch(`${api.url}/metrics`)).status).toBe(200);
    // Also while it lasts somebody is served.
    const before = answers.length;
    await expect.poll(() => answers.slice(before).some(({ status }) => status === 200)).toBe(true);
  } finally {
    crowded = false;
    await Promise.all(crowd);
  }
  expect(unanswered).toEqual([]);
  const refused = answers.filter(({ status }) => status !== 200);
  // Some may have waited too long for a connection to the database instead.
  for (const answer of refused.filter(({ body }) => body.code !== 'UNAVAILABLE')) expectShed(answer);
  expect(refused.map(({ body }) => body.code)).toContain('OVERLOADED');
  expect(api.log.join('\n')).toContain('the event loop gets behind');
  await expect.poll(() => api.log.join('\n')).toContain('the event loop keeps up again');
  expect((await list()).status).toBe(200);
}, 240_000);

test('more requests than may be worked on at once are refused at once, and taken again when the others are done', async () => {
  const api = await start({ MAX_REQUESTS_IN_FLIGHT: '3', MAX_EVENT_LOOP_DELAY_MS: '0' });
  const list = await visitorOf(api);
  const holder = new pg.Client({ connectionString: database.url });
  await holder.connect();
  // Every list waits for this one: a real database that is slow.
  await holder.query('begin; lock table order_intents in access exclusive mode');
  const held = [1, 2, 3].map(() => list());
  await expect
    .poll(async () => (await (await fetch(`${api.url}/metrics`)).text()).match(/requests_worked_on\{.*\} (\d+)/)?.[1])
    .toBe('3');
  expectShed(await list());
  await expect.poll(() => api.log.join('\n')).toContain('"code":"OVERLOADED"');
  // It is no fault of the process, and a crowd would fill the log with stacks.
  expect(api.log.join('\n')).not.toMatch(/"level":"error"|"stack"/);
  expect((await fetch(`${api.url}/health/live`)).status).toBe(200);
  await holder.query('rollback');
  await holder.end();
  expect((await Promise.all(held)).map(({ status }) => status)).toEqual([200, 200, 200]);
  expect((await list()).status).toBe(200);
});
