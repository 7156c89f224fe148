import { outbox, type Relay, type RelayOptions, relay } from 'saga-core/participant';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type EventDatabase, openEvents, waitingIn } from './open-events.ts';
import { type RecordingPublisher, recordingPublisher } from './recording-publisher.ts';

// A queue that gives no answer, on a broker that is up otherwise: of those that wait for it there may be many.
const publishTimeout = 100;
/** One after the other they take longer than the database lets a transaction be idle, and longer than a round. */
const many = 40;

let database: EventDatabase;
let publisher: RecordingPublisher;
let begun: string[];
const relays: Relay[] = [];
beforeEach(async () => {
  database = await openEvents();
  publisher = recordingPublisher();
  begun = [];
  publisher.before = ({ subject }) => {
    begun.push(subject);
    return subject.startsWith('hanging') ? new Promise(() => {}) : Promise.resolve();
  };
});
afterEach(async () => {
  await Promise.all(relays.splice(0).map((each) => each.stop()));
  await database.close();
});

const events = outbox({ source: '/test' });

/** Two events of each of so many aggregates. */
async function write(name: string, count: number): Promise<void> {
  for (let place = 0; place < count; place += 1) {
    await database.transaction(async (tx) => {
      for (const n of [1, 2]) {
        await events.publish(tx, { type: 'thing.made', aggregate: `${name}-${place}`, data: { n } });
      }
    });
  }
}

async function start(options: Partial<RelayOptions> = {}): Promise<Relay> {
  const pool = database.open();
  const started = relay({ pool, publisher, pollEvery: 20, retryAfter: 1, publishTimeout, ...options });
  relays.push(started);
  await started.start();
  return started;
}

const sent = () => publisher.events.map(({ subject, data }) => `${subject} ${(data as { n: number }).n}`).sort();

test('events that hang are parked after their tries, and all others are published once', async () => {
  const told: unknown[] = [];
  await write('hanging', many);
  await write('well', 3);
  const publishing = await start({ tries: 2, observer: { down: (error) => told.push(error) } });
  await expect.poll(async () => (await publishing.backlog()).parked, { timeout: 60_000 }).toBe(many);
  expect(sent()).toEqual(['well-0 1', 'well-0 2', 'well-1 1', 'well-1 2', 'well-2 1', 'well-2 2']);
  expect(await waitingIn(database.pool, 'saga_outbox')).toBe(2 * many);
  expect(told).toEqual([]);
});

test('however many aggregates hang, those behind them are published before any is given up', async () => {
  await write('hanging', 2 * many);
  await write('well', 2);
  const publishing = await start({ tries: 1_000, aggregates: many });
  await expect.poll(sent, { timeout: 60_000 }).toEqual(['well-0 1', 'well-0 2', 'well-1 1', 'well-1 2']);
  await expect.poll(() => publishing.backlog()).toMatchObject({ waiting: 4 * many, parked: 0 });
  expect(publisher.events).toHaveLength(4);
});

test('a stop while events hang waits for the one in work alone, and all of them wait', async () => {
  await write('hanging', many);
  const stopping = await start({ tries: 1 });
  // All at once in company, and then each alone.
  await expect.poll(() => begun.length).toBeGreaterThan(many);
  const before = begun.length;
  await stopping.stop();
  expect(begun).toHaveLength(before);
  expect(await waitingIn(database.pool, 'saga_outbox')).toBe(2 * many);
});
