import { inbox } from 'saga-core/participant';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { waitingIn } from '../outbox/open-events.ts';
import { makeEvent } from './make-event.ts';
import { type Consumer, openConsumer } from './open-consumer.ts';

let consumer: Consumer;
beforeEach(async () => {
  consumer = await openConsumer();
});
afterEach(() => consumer.close());

const waiting = () => waitingIn(consumer.pool, 'saga_inbox');

test('an event that comes ten times, also at once and after it was handled, has its effect once', async () => {
  const events = await consumer.start();
  const receive = () => consumer.transaction((tx) => events.receive(tx, [makeEvent('a', 1)]));
  const received = await Promise.all(Array.from({ length: 9 }, receive));
  await expect.poll(() => consumer.effectsOf('a')).toEqual([1]);
  received.push(await receive());
  await consumer.transaction((tx) => events.receive(tx, [makeEvent('a', 2)]));
  await expect.poll(waiting).toBe(0);
  expect(await consumer.effectsOf('a')).toEqual([1, 2]);
  expect(received.filter((count) => count === 1)).toHaveLength(1);
});

test('a batch that holds the same event twice has it once, and keeps the order', async () => {
  const events = await consumer.start();
  const batch = [makeEvent('a', 1), makeEvent('b', 1), makeEvent('a', 1), makeEvent('a', 2)];
  expect(await consumer.transaction((tx) => events.receive(tx, batch))).toBe(3);
  await expect.poll(waiting).toBe(0);
  expect([await consumer.effectsOf('a'), await consumer.effectsOf('b')]).toEqual([[1, 2], [1]]);
});

test('the same id from another source is another event', async () => {
  const events = await consumer.start();
  await consumer.transaction((tx) => events.receive(tx, [makeEvent('a', 1), makeEvent('a', 1, { source: '/other' })]));
  await expect.poll(() => consumer.effectsOf('a')).toEqual([1, 1]);
});

test('types that nobody asked for are passed over', async () => {
  const events = await consumer.start({ types: ['thing.made'] });
  const batch = [makeEvent('a', 1, { type: 'thing.lost' }), makeEvent('a', 2)];
  expect(await consumer.transaction((tx) => events.receive(tx, batch))).toBe(1);
  await expect.poll(() => consumer.effectsOf('a')).toEqual([2]);
});

test('events of one aggregate are handled in the order in which they came, and never two of them at once', async () => {
  let [atOnce, most] = [0, 0];
  const handle = consumer.start({
    atOnce: 4,
    handle: async (tx, { subject, data }) => {
      atOnce += 1;
      most = Math.max(most, subject === 'a' ? atOnce : 0);
      await tx.query('INSERT INTO effects (aggregate, n) VALUES ($1, $2)', [subject, (data as { n: number }).n]);
      atOnce -= 1;
    },
  });
  const numbers = Array.from({ length: 30 }, (_, n) => n);
  const batch = numbers.map((n) => makeEvent('a', n));
  const events = await handle;
  await consumer.transaction((tx) => events.receive(tx, batch));
  await expect.poll(waiting).toBe(0);
  expect(await consumer.effectsOf('a')).toEqual(numbers);
  expect(most).toBe(1);
});

describe('an event whose handler fails', () => {
  test('leaves nothing of its effect behind, and is tried again', async () => {
    let tries = 0;
    const events = await consumer.start({
      handle: async (tx, { subject }) => {
        tries += 1;
        await tx.query('INSERT INTO effects (aggregate, n) VALUES ($1, $2)', [subject, tries]);
        if (tries < 3) throw new Error('not yet');
      },
    });
    await consumer.transaction((tx) => events.receive(tx, [makeEvent('a', 1)]));
    await expect.poll(() => consumer.effectsOf('a')).toEqual([3]);
  });

  test('is parked after its tries, those behind it wait, others go on, and a person decides', async () => {
    let isSick = true;
    const events = await consumer.start({
      tries: 2,
      handle: async (tx, { subject, data }) => {
        const { n } = data as { n: number };
        if (isSick && subject === 'sick' && n === 1) throw new Error('sku-rare is unknown here');
        await tx.query('INSERT INTO effects (aggregate, n) VALUES ($1, $2)', [subject, n]);
      },
    });
    const batch = [makeEvent('sick', 1), makeEvent('sick', 2), makeEvent('well', 1)];
    await consumer.transaction((tx) => events.receive(tx, batch));
    await expect
      .poll(() => events.parked.list())
      .toMatchObject([{ tries: 2, error: 'sku-rare is unknown here', behind: 1 }]);
    await expect.poll(() => consumer.effectsOf('well')).toEqual([1]);
    expect(await consumer.effectsOf('sick')).toEqual([]);
    isSick = false;
    expect(await events.parked.retry(makeEvent('sick', 1))).toBe(true);
    await expect.poll(() => consumer.effectsOf('sick')).toEqual([1, 2]);
  });

  test('is not taken for handled when the handler hides the failure of a statement', async () => {
    const events = await consumer.start({
      tries: 1,
      handle: async (tx) => {
        await tx.query('SELECT 1 / 0').catch(() => undefined);
      },
    });
    await consumer.transaction((tx) => events.receive(tx, [makeEvent('a', 1)]));
    await expect.poll(async () => (await events.parked.list()).length).toBe(1);
  });
});

test('a consumer that is cut off between the effect and its commit does it again, once', async () => {
  let cut = false;
  const events = await consumer.start({
    handle: async (tx, { subject, data }) => {
      await tx.query('INSERT INTO effects (aggregate, n) VALUES ($1, $2)', [subject, (data as { n: number }).n]);
      if (cut) return;
      cut = true;
      const { rows } = await tx.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
      await consumer.pool.query('SELECT pg_terminate_backend($1)', [rows[0]?.pid]);
    },
  });
  await consumer.transaction((tx) => events.receive(tx, [makeEvent('a', 1), makeEvent('a', 2)]));
  await expect.poll(() => consumer.effectsOf('a')).toEqual([1, 2]);
});

test('events are forgotten some time after they were handled, and those that wait never', async () => {
  const events = await consumer.start({
    tries: 1,
    keepFor: 0,
    sweepEvery: 20,
    handle: async (_tx, { subject }) => {
      if (subject === 'sick') throw new Error('no');
    },
  });
  await consumer.transaction((tx) =>
    events.receive(tx, [makeEvent('a', 1), makeEvent('sick', 1), makeEvent('sick', 2)]),
  );
  await expect
    .poll(async () => (await consumer.pool.query('SELECT event_id FROM saga_inbox ORDER BY id')).rows)
    .toEqual([{ event_id: 'sick-1' }, { event_id: 'sick-2' }]);
});

test('an inbox without its tables does not start, and says what to do', async () => {
  await consumer.pool.query('DROP TABLE saga_inbox');
  const lost = inbox({ pool: consumer.pool, handle: async () => {} });
  await expect(lost.start()).rejects.toMatchObject({
    code: 'EVENT_TABLES_MISSING',
    message: expect.stringContaining('inboxSchema'),
  });
});
