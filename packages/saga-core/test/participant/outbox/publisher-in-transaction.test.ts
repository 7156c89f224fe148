import { type EventPublisher, outbox, postgresFeed, type Relay, relay } from 'saga-core/participant';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type EventDatabase, openEvents, waitingIn } from './open-events.ts';

let database: EventDatabase;
const relays: Relay[] = [];
beforeEach(async () => {
  database = await openEvents();
  await database.pool.query(
    `CREATE TABLE known (aggregate text PRIMARY KEY);
     INSERT INTO known VALUES ('well-1'), ('well-2'), ('well-3');
     CREATE TABLE sent (
       place     serial PRIMARY KEY,
       aggregate text CHECK (aggregate <> 'refused'),
       n         integer,
       FOREIGN KEY (aggregate) REFERENCES known DEFERRABLE INITIALLY DEFERRED
     )`,
  );
});
afterEach(async () => {
  await Promise.all(relays.splice(0).map((each) => each.stop()));
  await database.close();
});

const events = outbox({ source: '/test' });

/** Two events of each aggregate, in one round's reach. */
async function write(...aggregates: string[]): Promise<void> {
  for (const n of [1, 2]) {
    for (const aggregate of aggregates) {
      await database.transaction((tx) => events.publish(tx, { type: 'thing.made', aggregate, data: { n } }));
    }
  }
}

/** A channel that is a table beside the outbox. */
function tablePublisher(publish: Partial<EventPublisher> = {}): EventPublisher {
  return {
    async publish({ subject, data }, tx) {
      await tx.query('INSERT INTO sent (aggregate, n) VALUES ($1, $2)', [subject, (data as { n: number }).n]);
    },
    async ready() {
      await database.pool.query('SELECT 1');
    },
    ...publish,
  };
}

async function start(publisher: EventPublisher): Promise<Relay> {
  const started = relay({ pool: database.open(), publisher, pollEvery: 20, retryAfter: 1, tries: 2 });
  relays.push(started);
  await started.start();
  return started;
}

/** What was written, of each aggregate in the order of writing. */
async function sent(): Promise<readonly string[]> {
  const { rows } = await database.pool.query<{ aggregate: string; n: number }>(
    'SELECT * FROM sent ORDER BY aggregate, place',
  );
  return rows.map(({ aggregate, n }) => `${aggregate} ${n}`);
}
const wellSent = ['well-1', 'well-2', 'well-3'].flatMap((aggregate) => [`${aggregate} 1`, `${aggregate} 2`]);

describe('an event that costs the transaction in which it is published', () => {
  test.each([
    ['as a statement of its fails', 'refused'],
    ['as it breaks a constraint that is checked at the commit', 'unknown'],
  ])('%s is parked after its tries, and all others are written once and in order', async (_, sick) => {
    await write('well-1', sick, 'well-2', 'well-3');
    const publishing = await start(tablePublisher());
    await expect.poll(() => waitingIn(database.pool, 'saga_outbox')).toBe(2);
    await expect
      .poll(() => publishing.parked.list())
      .toMatchObject([{ event: { subject: sick }, tries: 2, behind: 1 }]);
    expect(await sent()).toEqual(wellSent);
  });

  test('is not taken for sent when the publisher hides the failure of a statement', async () => {
    const honest = tablePublisher();
    await write('well-1', 'refused', 'well-2', 'well-3');
    const publishing = await start(
      tablePublisher({
        publish: (event, tx) =>
          event.subject === 'refused' ? honest.publish(event, tx).catch(() => {}) : honest.publish(event, tx),
      }),
    );
    await expect.poll(() => waitingIn(database.pool, 'saga_outbox')).toBe(2);
    await expect.poll(async () => (await publishing.parked.list()).length).toBe(1);
    expect(await sent()).toEqual(wellSent);
  });
});

test('what a publisher wrote before it failed is undone', async () => {
  const honest = tablePublisher();
  await write('well-1', 'well-2');
  const publishing = await start(
    tablePublisher({
      async publish(event, tx) {
        await honest.publish(event, tx);
        if (event.subject === 'well-1') throw new Error('it is too large');
      },
    }),
  );
  await expect.poll(async () => (await publishing.parked.list()).length).toBe(1);
  await expect.poll(() => waitingIn(database.pool, 'saga_outbox')).toBe(2);
  expect(await sent()).toEqual(['well-2 1', 'well-2 2']);
});

test('a feed without failures is written in one transaction a round, with one savepoint at most', async () => {
  await write('a', 'b');
  const feed = postgresFeed(database.open());
  await start(feed);
  await expect.poll(() => waitingIn(database.pool, 'saga_outbox')).toBe(0);
  const { rows } = await database.pool.query('SELECT count(DISTINCT xmin::text)::int AS writers FROM saga_feed');
  expect(rows).toEqual([{ writers: 1 }]);
  await feed.close();
});
