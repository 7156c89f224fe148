import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import {
  type EventFeed,
  type Following,
  feedEndpoint,
  followFeed,
  httpFeed,
  outbox,
  type PostgresFeed,
  postgresFeed,
  type Relay,
  relay,
} from 'saga-core/participant';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type EventDatabase, openEvents, waitingIn } from '../outbox/open-events.ts';
import { type Consumer, openConsumer } from './open-consumer.ts';

let owner: EventDatabase;
let feed: PostgresFeed;
let publishing: Relay;
let server: Server;
let url: string;
const stopping = new AbortController();
beforeEach(async () => {
  owner = await openEvents();
  feed = postgresFeed(owner.open());
  publishing = relay({ pool: owner.open('relay'), publisher: feed, pollEvery: 50 });
  await publishing.start();
  const app = express().get('/events', feedEndpoint(feed, { stopping: stopping.signal }));
  server = createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/events`;
});
afterEach(async () => {
  server.close();
  server.closeAllConnections();
  await publishing.stop();
  await feed.close();
  await owner.close();
});

const events = outbox({ source: '/test' });

async function write(aggregate: string, ...numbers: number[]): Promise<void> {
  for (const n of numbers) {
    await owner.transaction((tx) => events.publish(tx, { type: 'thing.made', aggregate, data: { n } }));
  }
}
const published = () => expect.poll(() => waitingIn(owner.pool, 'saga_outbox')).toBe(0);
const numbers = (page: { readonly events: readonly { readonly data: unknown }[] }) =>
  page.events.map(({ data }) => (data as { n: number }).n);

describe.each<[string, () => EventFeed]>([
  ['by SQL', () => feed],
  ['over HTTP', () => httpFeed({ url })],
])('a feed that is read %s', (_, open) => {
  test('gives page after page from a position on, and from the oldest event without one', async () => {
    expect(await open().read({})).toEqual({ events: [] });
    await write('a', 1, 2, 3);
    await published();
    const first = await open().read({ limit: 2 });
    expect(numbers(first)).toEqual([1, 2]);
    if (first.position === undefined) throw new Error('The page has no position.');
    const second = await open().read({ after: first.position });
    expect(numbers(second)).toEqual([3]);
    if (second.position === undefined) throw new Error('The page has no position.');
    expect(await open().read({ after: second.position })).toEqual({ events: [], position: second.position });
  });

  test('answers a reader who waits as soon as there is an event', async () => {
    const page = open().read({ wait: 30_000 });
    await write('a', 1);
    expect(numbers(await page)).toEqual([1]);
  });

  test('says that a position is lost when what follows it was removed, or when it never was that far', async () => {
    await write('a', 1);
    await published();
    const { position: early } = await open().read({});
    await write('a', 2, 3);
    await published();
    const { position: late } = await open().read({});
    if (early === undefined || late === undefined) throw new Error('There is no position.');
    await postgresFeed(owner.pool, { keepFor: 0 }).sweep?.();
    await expect(open().read({ after: early })).rejects.toMatchObject({ code: 'FEED_POSITION_LOST' });
    expect(await open().read({ after: late })).toMatchObject({ events: [] });
    await expect(open().read({ after: '999999' })).rejects.toMatchObject({ code: 'FEED_POSITION_LOST' });
    expect(await open().read({})).toEqual({ events: [] });
  });
});

test.each([
  'after=x',
  'after=1&after=2',
  'limit=0',
  'limit=501',
  'limit=x',
  'wait=31',
  'wait=-1',
  `after=${'9'.repeat(19)}`,
])('a question of "%s" is a 400 that names the parameter', async (query) => {
  const response = await fetch(`${url}?${query}`);
  expect([response.status, await response.json()]).toMatchObject([
    400,
    { code: 'FEED_QUERY_MALFORMED', detail: expect.stringContaining(String(query.split('=')[0])) },
  ]);
});

test('a feed over HTTP that answers an error, or no events, is a failure that names the address and nothing of the headers', async () => {
  const missing = httpFeed({ url: `${url}/missing`, headers: async () => ({ 'x-service-token': 'canary' }) });
  const failure = await missing.read({}).catch((error: unknown) => String(error));
  expect(failure).toContain('/events/missing answered 404');
  expect(failure).not.toContain('canary');
});

describe('a consumer that follows', () => {
  let consumer: Consumer;
  const following: Following[] = [];
  beforeEach(async () => {
    consumer = await openConsumer();
  });
  afterEach(async () => {
    await Promise.all(following.splice(0).map((each) => each.stop()));
    await consumer.close();
  });

  test('has each event once and in order, also with a second replica and after it was away', async () => {
    const inbox = await consumer.start();
    const follow = () => {
      const started = followFeed({ feed: httpFeed({ url }), name: 'owner', inbox, pool: consumer.pool });
      following.push(started);
      return started;
    };
    const first = follow();
    follow();
    await write('a', 1, 2, 3);
    await expect.poll(() => consumer.effectsOf('a')).toEqual([1, 2, 3]);
    await first.stop();
    await write('a', 4);
    await expect.poll(() => consumer.effectsOf('a')).toEqual([1, 2, 3, 4]);
    await Promise.all(following.splice(0).map((each) => each.stop()));
    await write('a', 5, 6);
    follow();
    await expect.poll(() => consumer.effectsOf('a')).toEqual([1, 2, 3, 4, 5, 6]);
  });

  test('goes on by itself when the owner was away', async () => {
    const told: string[] = [];
    const inbox = await consumer.start();
    let up = false;
    const flaky: EventFeed = {
      read: (from) => (up ? feed.read(from) : Promise.reject(new Error('the owner is away'))),
    };
    const observer = { down: () => void told.push('down'), up: () => void told.push('up') };
    following.push(followFeed({ feed: flaky, name: 'owner', inbox, pool: consumer.pool, wait: 100, observer }));
    await write('a', 1);
    await expect.poll(() => told).toContain('down');
    up = true;
    await expect.poll(() => consumer.effectsOf('a')).toEqual([1]);
    await expect.poll(() => told).toContain('up');
  });

  test('begins anew when it is told to, and what it knows already has no second effect', async () => {
    const inbox = await consumer.start();
    const follow = () => followFeed({ feed, name: 'owner', inbox, pool: consumer.pool, wait: 100 });
    const first = follow();
    await write('a', 1, 2);
    await expect.poll(() => consumer.effectsOf('a')).toEqual([1, 2]);
    await first.stop();
    await consumer.pool.query("DELETE FROM saga_inbox_position WHERE feed = 'owner'");
    following.push(follow());
    await write('a', 3);
    await expect.poll(() => consumer.effectsOf('a')).toEqual([1, 2, 3]);
  });
});

test('positions are seen in their order: nothing turns up behind what was read', async () => {
  // Many relays append at once while one reads on and on.
  const relays = await Promise.all(
    Array.from({ length: 3 }, async () => {
      const rival = relay({ pool: owner.open('relay'), publisher: feed, pollEvery: 20, aggregates: 2 });
      await rival.start();
      return rival;
    }),
  );
  const seen: string[] = [];
  const writing = Promise.all(
    Array.from({ length: 8 }, (_, aggregate) => write(`a${aggregate}`, ...Array.from({ length: 25 }, (__, n) => n))),
  );
  let position: string | undefined;
  while (seen.length < 200) {
    const page = await feed.read({ ...(position !== undefined && { after: position }), limit: 7, wait: 20_000 });
    position = page.position;
    seen.push(...page.events.map(({ id }) => id));
  }
  await writing;
  await Promise.all(relays.map((each) => each.stop()));
  const { rows } = await owner.pool.query<{ id: string }>("SELECT event->>'id' AS id FROM saga_feed ORDER BY position");
  expect(seen).toEqual(rows.map(({ id }) => id));
  expect(new Set(seen).size).toBe(200);
}, 120_000);
