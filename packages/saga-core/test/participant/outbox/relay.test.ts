import { randomUUID } from 'node:crypto';
import { EventRejectedError, outbox, type Relay, type RelayOptions, relay } from 'saga-core/participant';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type EventDatabase, openEvents, waitingIn } from './open-events.ts';
import { type RecordingPublisher, recordingPublisher } from './recording-publisher.ts';

let database: EventDatabase;
let publisher: RecordingPublisher;
const relays: Relay[] = [];
beforeEach(async () => {
  database = await openEvents();
  publisher = recordingPublisher();
});
afterEach(async () => {
  await Promise.all(relays.splice(0).map((each) => each.stop()));
  await database.close();
});

const events = outbox({ source: '/test' });

async function write(aggregate: string, ...numbers: number[]): Promise<void> {
  for (const n of numbers) {
    await database.transaction((tx) => events.publish(tx, { type: 'thing.made', aggregate, data: { n } }));
  }
}

async function start(options: Partial<RelayOptions> = {}): Promise<Relay> {
  const started = relay({ pool: database.open(), publisher, pollEvery: 50, retryAfter: 1, ...options });
  relays.push(started);
  await started.start();
  return started;
}

const waiting = () => waitingIn(database.pool, 'saga_outbox');

test('what was written before it started and what is written while it runs is published in the order of each aggregate', async () => {
  await write('a', 1, 2);
  await write('b', 1);
  await start();
  await write('a', 3);
  await write('b', 2);
  await expect.poll(waiting).toBe(0);
  expect([publisher.numbersOf('a'), publisher.numbersOf('b')]).toEqual([
    [1, 2, 3],
    [1, 2],
  ]);
  expect(publisher.events).toHaveLength(5);
});

test('a new event wakes it up, long before it would have looked', async () => {
  await start({ pollEvery: 3_600_000 });
  await write('a', 1);
  await expect.poll(waiting).toBe(0);
  await write('a', 2);
  await expect.poll(waiting).toBe(0);
});

test('when notices are lost it looks by itself', async () => {
  await start({ pollEvery: 50 });
  // As a writer whose notice nobody hears: the row alone.
  await database.pool.query(
    `INSERT INTO saga_outbox (source, event_id, aggregate, event) VALUES ('/test', '1', 'a', '{"subject":"a","data":{"n":1}}')`,
  );
  await expect.poll(() => publisher.numbersOf('a')).toEqual([1]);
});

test('a second relay takes the other aggregates while the first one holds one, and none of that one', async () => {
  let release = (): void => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  const slow = recordingPublisher();
  slow.before = () => released;
  await write('held', 1, 2);
  await start({ publisher: slow, publishTimeout: 60_000 });
  await expect
    .poll(async () => {
      const { rows } = await database.pool.query(
        "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND state = 'idle in transaction'",
      );
      return rows.length;
    })
    .toBe(1);
  await write('held', 3);
  await write('free', 1, 2);
  await start();
  await expect.poll(() => publisher.numbersOf('free')).toEqual([1, 2]);
  expect(publisher.numbersOf('held')).toEqual([]);
  release();
  await expect.poll(waiting).toBe(0);
  expect([...slow.numbersOf('held'), ...publisher.numbersOf('held')]).toEqual([1, 2, 3]);
});

describe('an event that fails by itself', () => {
  const poison = new EventRejectedError('x', 'it is too large');
  beforeEach(() => {
    publisher.before = async ({ subject, data }) => {
      if (subject === 'sick' && (data as { n: number }).n === 2) throw poison;
    };
  });

  test('is parked after its tries with those behind it, and all others are published', async () => {
    const failures: string[] = [];
    const sick = await start({ tries: 3, observer: { failed: (_event, _error, became) => failures.push(became) } });
    await write('sick', 1, 2, 3, 4);
    await write('well', 1, 2);
    await expect.poll(async () => (await sick.backlog()).parked).toBe(1);
    await expect.poll(() => publisher.numbersOf('well')).toEqual([1, 2]);
    expect(publisher.numbersOf('sick')).toEqual([1]);
    expect(failures).toEqual(['later', 'later', 'parked']);
    expect(await sick.parked.list()).toMatchObject([
      { event: { subject: 'sick', data: { n: 2 } }, tries: 3, error: poison.message, behind: 2 },
    ]);
    expect(await sick.backlog()).toMatchObject({ waiting: 3, parked: 1, oldestSeconds: expect.any(Number) });
  });

  test('goes on in its place when a person has it tried again', async () => {
    const sick = await start({ tries: 1 });
    await write('sick', 1, 2, 3);
    await expect.poll(async () => (await sick.parked.list()).length).toBe(1);
    publisher.before = async () => {};
    const [parked] = await sick.parked.list();
    if (parked === undefined) throw new Error('Nothing is parked.');
    expect(await sick.parked.retry(parked.event)).toBe(true);
    await expect.poll(waiting).toBe(0);
    expect(publisher.numbersOf('sick')).toEqual([1, 2, 3]);
    expect(await sick.parked.retry(parked.event)).toBe(false);
  });

  test('lets those behind it go on when a person gives it up', async () => {
    const sick = await start({ tries: 1 });
    await write('sick', 1, 2, 3);
    await expect.poll(async () => (await sick.parked.list()).length).toBe(1);
    const [parked] = await sick.parked.list();
    if (parked === undefined) throw new Error('Nothing is parked.');
    expect(await sick.parked.discard(parked.event)).toBe(true);
    await expect.poll(waiting).toBe(0);
    expect(publisher.numbersOf('sick')).toEqual([1, 3]);
    expect(await sick.parked.discard(parked.event)).toBe(false);
  });

  test('is told from a publisher that hangs, whose answer is not awaited for ever', async () => {
    publisher.before = ({ subject }) => (subject === 'hanging' ? new Promise(() => {}) : Promise.resolve());
    const hanging = await start({ tries: 1, publishTimeout: 100 });
    await write('hanging', 1);
    await write('well', 1);
    await expect.poll(async () => (await hanging.parked.list())[0]?.error).toContain('did not answer in time');
    expect(publisher.numbersOf('well')).toEqual([1]);
  });
});

test('an event that failed only because another one broke the channel under it is not held to blame', async () => {
  // The sick one takes the connection down for all that are under way.
  let broken = false;
  publisher.before = async ({ subject }) => {
    if (subject === 'sick') broken = true;
    await new Promise((resolve) => setImmediate(resolve));
    if (broken) throw new Error('the connection was closed');
  };
  publisher.ready = async () => {
    broken = false;
  };
  await write('sick', 1);
  await write('well', 1);
  const both = await start({ tries: 1 });
  await expect.poll(async () => (await both.parked.list()).map(({ event }) => event.subject)).toEqual(['sick']);
  await expect.poll(() => publisher.numbersOf('well')).toEqual([1]);
});

test('while the channel is down nothing is counted against an event, and when it is up all is published', async () => {
  const told: string[] = [];
  publisher.isUp = false;
  await write('a', 1, 2);
  const patient = await start({ tries: 1, observer: { down: () => told.push('down'), up: () => told.push('up') } });
  await expect.poll(() => told.length).toBeGreaterThan(2);
  expect(await patient.backlog()).toMatchObject({ waiting: 2, parked: 0 });
  publisher.isUp = true;
  await expect.poll(waiting).toBe(0);
  expect(publisher.numbersOf('a')).toEqual([1, 2]);
  expect(told.at(-1)).toBe('up');
});

test('a failure that takes the channel down with it is not counted either', async () => {
  // Ready when it is asked before the event, and no longer when it is asked after it failed.
  let asked = 0;
  let works = false;
  publisher.before = async () => {
    if (!works) throw new Error('the connection was reset');
  };
  publisher.ready = async () => {
    asked += 1;
    if (asked % 2 === 0) throw new Error('the channel is down');
  };
  await write('a', 1);
  const patient = await start({ tries: 1 });
  await expect.poll(() => asked).toBeGreaterThan(4);
  expect(await patient.backlog()).toMatchObject({ waiting: 1, parked: 0 });
  works = true;
  await expect.poll(waiting).toBe(0);
});

test('it goes on by itself when all its connections are cut off', async () => {
  await start({ pool: database.open('cut-off') });
  await write('a', 1);
  await expect.poll(waiting).toBe(0);
  await database.pool.query(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'cut-off'",
  );
  await write('a', 2);
  await expect.poll(waiting).toBe(0);
  expect(publisher.numbersOf('a')).toEqual([1, 2]);
});

test('a stop lets the event in work be published and marked, and begins nothing else', async () => {
  let release = (): void => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  let begun = false;
  publisher.before = () => {
    begun = true;
    return released;
  };
  await write('a', 1);
  const stopping = await start();
  await expect.poll(() => begun).toBe(true);
  const stopped = stopping.stop();
  await write('a', 2);
  release();
  await stopped;
  expect(await waiting()).toBe(1);
  expect(publisher.numbersOf('a')).toEqual([1]);
});

test('events are removed some time after they were published, and those that wait never', async () => {
  await write('a', ...Array.from({ length: 20 }, (_, n) => n));
  publisher.before = async ({ subject }) => {
    if (subject === 'sick') throw new EventRejectedError('x', 'it is too large');
  };
  await write('sick', 1, 2);
  await start({ tries: 1, keepFor: 0, sweepEvery: 20 });
  await expect
    .poll(async () => (await database.pool.query('SELECT aggregate FROM saga_outbox ORDER BY id')).rows)
    .toEqual([{ aggregate: 'sick' }, { aggregate: 'sick' }]);
  expect(publisher.events).toHaveLength(20);
});

test('a relay without its tables does not start, and says what to do', async () => {
  await database.pool.query('DROP TABLE saga_outbox');
  await expect(start()).rejects.toMatchObject({
    code: 'EVENT_TABLES_MISSING',
    message: expect.stringContaining('outboxSchema'),
  });
});

test.each([{ tries: 0 }, { tries: 1.5 }, { retryAfter: 0 }])('a policy of %o is refused', (policy) => {
  expect(() => relay({ pool: database.pool, publisher, ...policy })).toThrow(RangeError);
});

test('an id that was used before is refused by the database, as one event is one row', async () => {
  const id = randomUUID();
  const again = () =>
    database.transaction((tx) => events.publish(tx, { id, type: 'thing.made', aggregate: 'a', data: { n: 1 } }));
  await again();
  await expect(again()).rejects.toMatchObject({ code: '23505' });
});
