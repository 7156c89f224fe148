import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { followFeed, outbox, postgresFeed, relay } from 'saga-core/participant';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { type Consumer, openConsumer } from '../inbox/open-consumer.ts';
import { waitingIn } from './open-events.ts';

let consumer: Consumer;
let admin: pg.Client;
const narrow: { readonly pool: pg.Pool; readonly role: string }[] = [];
beforeAll(async () => {
  consumer = await openConsumer();
  admin = new pg.Client({ connectionString: inject('localStack').postgresAdminUrl });
  await admin.connect();
});
afterAll(async () => {
  for (const { pool } of narrow) await pool.end();
  await consumer.close();
  // With the database went all rights in it, and with those what kept the roles.
  for (const { role } of narrow) await admin.query(`DROP ROLE ${role}`);
  await admin.end();
});

/** A pool of a role that has these rights and no others. */
async function withRights(...rights: readonly string[]): Promise<pg.Pool> {
  const role = `narrow_${randomBytes(6).toString('hex')}`;
  const url = new URL(consumer.url);
  await admin.query(
    `CREATE ROLE ${role} LOGIN PASSWORD 'narrow'; GRANT CONNECT ON DATABASE ${url.pathname.slice(1)} TO ${role}`,
  );
  for (const right of rights) await consumer.pool.query(`GRANT ${right} TO ${role}`);
  Object.assign(url, { username: role, password: 'narrow' });
  const pool = new pg.Pool({ connectionString: url.href });
  narrow.push({ pool, role });
  return pool;
}

test('writer, relay, reader and consumer each do with the rights that the schemas name, and no more', async () => {
  const writer = await withRights('INSERT ON saga_outbox');
  const sender = await withRights(
    'SELECT, UPDATE, DELETE ON saga_outbox',
    'SELECT, INSERT, DELETE ON saga_feed',
    'SELECT, UPDATE ON saga_feed_removed',
  );
  const reader = await withRights('SELECT ON saga_feed', 'SELECT ON saga_feed_removed');
  const keeper = await withRights(
    'SELECT, INSERT, UPDATE, DELETE ON saga_inbox',
    'SELECT, INSERT, UPDATE, DELETE ON saga_inbox_position',
    'INSERT ON effects',
    'USAGE ON SEQUENCE effects_id_seq',
  );
  const sending = relay({ pool: sender, publisher: postgresFeed(sender), pollEvery: 50, keepFor: 0, sweepEvery: 20 });
  await sending.start();
  const inbox = await consumer.start({ pool: keeper });
  const feed = postgresFeed(reader);
  const following = followFeed({ feed, name: 'owner', inbox, pool: keeper, wait: 100 });
  const client = await writer.connect();
  await outbox({ source: '/test' }).publish(client, { type: 'thing.made', aggregate: 'a', data: { n: 1 } });
  client.release();
  await expect.poll(() => consumer.effectsOf('a')).toEqual([1]);
  await expect.poll(() => waitingIn(consumer.pool, 'saga_outbox')).toBe(0);
  await expect(reader.query('SELECT * FROM saga_outbox')).rejects.toThrow('permission denied');
  await expect(reader.query('DELETE FROM saga_feed')).rejects.toThrow('permission denied');
  await expect(writer.query('SELECT * FROM saga_outbox')).rejects.toThrow('permission denied');
  await following.stop();
  await feed.close();
  await inbox.stop();
  await sending.stop();
});

test('a relay that lacks a right does not start, and says so', async () => {
  const pool = await withRights('INSERT ON saga_outbox');
  await expect(relay({ pool, publisher: postgresFeed(pool) }).start()).rejects.toMatchObject({
    code: 'EVENT_TABLES_MISSING',
    message: expect.stringContaining('rights'),
  });
});
