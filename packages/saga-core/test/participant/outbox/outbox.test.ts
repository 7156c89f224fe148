import { randomUUID } from 'node:crypto';
import { outbox, type Transaction } from 'saga-core/participant';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type EventDatabase, openEvents } from './open-events.ts';

let database: EventDatabase;
beforeAll(async () => {
  database = await openEvents();
});
afterAll(() => database.close());

const events = outbox({ source: '/test' });

async function written(aggregate: string): Promise<readonly unknown[]> {
  const { rows } = await database.pool.query('SELECT event FROM saga_outbox WHERE aggregate = $1 ORDER BY id', [
    aggregate,
  ]);
  return rows.map(({ event }) => event);
}

test('an event is there when its transaction commits, as CloudEvents 1.0 JSON with its trace', async () => {
  const aggregate = randomUUID();
  const trace = { traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01', tracestate: 'vendor=1' };
  const time = new Date('2026-01-02T03:04:05.678Z');
  const event = await database.transaction((tx) =>
    events.publish(tx, { type: 'thing.made', aggregate, data: { n: 1 }, id: 'event-1', time, trace }),
  );
  expect(event).toEqual({
    specversion: '1.0',
    id: 'event-1',
    source: '/test',
    type: 'thing.made',
    subject: aggregate,
    time: '2026-01-02T03:04:05.678Z',
    datacontenttype: 'application/json',
    ...trace,
    data: { n: 1 },
  });
  expect(await written(aggregate)).toEqual([event]);
});

test('an event of a transaction that rolls back never was there', async () => {
  const aggregate = randomUUID();
  const failing = database.transaction(async (tx) => {
    await events.publish(tx, { type: 'thing.made', aggregate, data: {} });
    throw new Error('the effect failed');
  });
  await expect(failing).rejects.toThrow('the effect failed');
  expect(await written(aggregate)).toEqual([]);
});

test('anything with a query method is enough to write an event', async () => {
  const aggregate = randomUUID();
  await database.transaction(async (client) => {
    const tx: Transaction = { query: (text, values = []) => client.query({ text, values: [...values] }) };
    await events.publish(tx, { type: 'thing.made', aggregate, data: null });
  });
  expect(await written(aggregate)).toMatchObject([{ data: null }]);
});

test('of two transactions on one aggregate, the second to write waits for the first to end, and comes after it', async () => {
  const aggregate = randomUUID();
  let finish = (): void => {};
  const finished = new Promise<void>((resolve) => {
    finish = resolve;
  });
  let begin = (): void => {};
  const begun = new Promise<void>((resolve) => {
    begin = resolve;
  });
  const first = database.transaction(async (tx) => {
    await events.publish(tx, { type: 'thing.made', aggregate, data: 1 });
    begin();
    await finished;
  });
  await begun;
  const second = database.transaction((tx) => events.publish(tx, { type: 'thing.made', aggregate, data: 2 }));
  await expect
    .poll(async () => {
      const { rows } = await database.pool.query(
        "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' AND wait_event = 'advisory'",
      );
      return rows.length;
    })
    .toBe(1);
  // Another aggregate's writer does not wait.
  await database.transaction((tx) => events.publish(tx, { type: 'thing.made', aggregate: randomUUID(), data: 0 }));
  finish();
  await Promise.all([first, second]);
  expect(await written(aggregate)).toMatchObject([{ data: 1 }, { data: 2 }]);
});

const cyclic: Record<string, unknown> = {};
cyclic.self = cyclic;
test.each([
  ['no type', { type: '', aggregate: 'a', data: {} }, '`type`'],
  ['no aggregate', { type: 't', aggregate: '', data: {} }, '`subject`'],
  ['an aggregate with a NUL', { type: 't', aggregate: 'a\0', data: {} }, '`subject`'],
  ['data with a cycle', { type: 't', aggregate: 'a', data: cyclic }, '`data`'],
  ['data with a bigint', { type: 't', aggregate: 'a', data: 1n }, '`data`'],
])('an event with %s is refused by name, and the transaction goes on', async (_, event, named) => {
  const aggregate = randomUUID();
  await database.transaction(async (tx) => {
    await expect(events.publish(tx, event)).rejects.toMatchObject({
      code: 'EVENT_MALFORMED',
      message: expect.stringContaining(named),
    });
    await events.publish(tx, { type: 'thing.made', aggregate, data: {} });
  });
  expect(await written(aggregate)).toHaveLength(1);
});
