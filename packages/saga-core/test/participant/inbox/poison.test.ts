import pg from 'pg';
import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest';
import { waitingIn } from '../outbox/open-events.ts';
import { makeEvent } from './make-event.ts';
import { type Consumer, openConsumer } from './open-consumer.ts';

let consumer: Consumer;
beforeEach(async () => {
  consumer = await openConsumer();
});
afterEach(() => consumer.close());

/** Events that nothing is wrong with, each of an aggregate of its own. */
const others = Array.from({ length: 8 }, (_, n) => makeEvent(`well-${n}`, 1));

describe('an event that costs its transaction is parked after its tries, and all others are handled,', () => {
  test('when its effect breaks a constraint that is checked at the commit', async () => {
    await consumer.pool.query(
      `CREATE TABLE orders (id text PRIMARY KEY);
       CREATE TABLE mails (order_id text REFERENCES orders DEFERRABLE INITIALLY DEFERRED);
       INSERT INTO orders SELECT 'well-' || n FROM generate_series(0, 7) n`,
    );
    const events = await consumer.start({
      tries: 2,
      handle: async (tx, { subject }) => {
        await tx.query('INSERT INTO mails VALUES ($1)', [subject]);
      },
    });
    await consumer.transaction((tx) => events.receive(tx, [makeEvent('sick', 1), ...others]));
    await expect.poll(() => waitingIn(consumer.pool, 'saga_inbox')).toBe(1);
    await expect
      .poll(() => events.parked.list())
      .toMatchObject([{ event: { subject: 'sick' }, tries: 2, error: expect.stringContaining('foreign key') }]);
    expect((await consumer.pool.query('SELECT 1 FROM mails')).rowCount).toBe(others.length);
  });

  test('when its handler idles until the session is ended', async () => {
    const events = await consumer.start({
      tries: 2,
      handle: async (tx, { subject }) => {
        if (subject === 'sick') {
          const ended = new Promise((resolve) => tx.once('end', resolve));
          await tx.query("SET LOCAL idle_in_transaction_session_timeout = '20ms'");
          await ended;
        }
        await tx.query('INSERT INTO effects (aggregate, n) VALUES ($1, 1)', [subject]);
      },
    });
    await consumer.transaction((tx) => events.receive(tx, [makeEvent('sick', 1), ...others]));
    await expect.poll(() => waitingIn(consumer.pool, 'saga_inbox')).toBe(1);
    await expect
      .poll(() => events.parked.list())
      .toMatchObject([{ event: { subject: 'sick' }, tries: 2, error: expect.stringContaining('idle') }]);
  });

  test('when its handler ends the transaction itself', async () => {
    const events = await consumer.start({
      tries: 2,
      handle: async (tx, { subject }) => {
        if (subject === 'sick') await tx.query('ROLLBACK');
      },
    });
    await consumer.transaction((tx) => events.receive(tx, [makeEvent('sick', 1), ...others]));
    await expect.poll(() => waitingIn(consumer.pool, 'saga_inbox')).toBe(1);
    await expect.poll(() => events.parked.list()).toMatchObject([{ event: { subject: 'sick' }, tries: 2 }]);
  });
});

test('a database that goes away while a handler works costs the event no try', async () => {
  const admin = new pg.Client({ connectionString: inject('localStack').postgresAdminUrl });
  await admin.connect();
  const database = new URL(consumer.url).pathname.slice(1);
  let begun = 0;
  const told: string[] = [];
  const events = await consumer.start({
    pool: consumer.open('away'),
    tries: 1,
    // Any other loop could say `down` before this one has tried to count the lost try, and connections would be let in again.
    atOnce: 1,
    handle: async (tx, { subject }) => {
      begun += 1;
      await tx.query('INSERT INTO effects (aggregate, n) VALUES ($1, 1)', [subject]);
      if (begun > 1) return;
      await admin.query(`ALTER DATABASE ${database} ALLOW_CONNECTIONS false`);
      await admin.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'away'");
    },
    observer: { down: () => told.push('down'), failed: () => told.push('failed') },
  });
  await consumer.transaction((tx) => events.receive(tx, [makeEvent('a', 1)]));
  await expect.poll(() => told).toContain('down');
  await admin.query(`ALTER DATABASE ${database} ALLOW_CONNECTIONS true`);
  await admin.end();
  await expect.poll(() => consumer.effectsOf('a')).toEqual([1]);
  expect(told).not.toContain('failed');
});
