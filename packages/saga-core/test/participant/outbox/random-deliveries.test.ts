// Events written, relayed, delivered and handled while everything that may go wrong does: rollbacks, crashes between publish and mark,
// channels that take an event and then fail, deliveries that come again, handlers that fail after their effect. At the end each
// committed event has had its effect once, in the order of the commits of its aggregate.
// The seeds differ from run to run. A failure names its seed; OUTBOX_SEED=<seed> OUTBOX_RUNS=1 plays those dice again.
import { randomInt } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { type CloudEvent, type EventPublisher, outbox, relay } from 'saga-core/participant';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Consumer, openConsumer } from '../inbox/open-consumer.ts';
import { type SeededRandom, seededRandom } from '../schedules/seeded-random.ts';
import { type EventDatabase, openEvents, waitingIn } from './open-events.ts';

const runs = Number(process.env.OUTBOX_RUNS ?? 6);
const firstSeed = Number(process.env.OUTBOX_SEED ?? randomInt(2 ** 31));
const aggregates = ['a', 'b', 'c'];

let owner: EventDatabase;
let consumer: Consumer;
beforeEach(async () => {
  [owner, consumer] = await Promise.all([openEvents(), openConsumer()]);
  await owner.pool.query(`CREATE TABLE counters (aggregate text PRIMARY KEY, n integer NOT NULL);
    CREATE TABLE truth (event_id text PRIMARY KEY, aggregate text NOT NULL, n integer NOT NULL);
    INSERT INTO counters SELECT unnest('{a,b,c}'::text[]), 0`);
});
afterEach(async () => {
  await consumer.close();
  await owner.close();
});

/** Writes events; each learns its number, in the order of the aggregate's commits, only after it was written. */
async function writeAll(random: SeededRandom, count: number): Promise<void> {
  const events = outbox({ source: '/test' });
  const writeOne = async (): Promise<void> => {
    const aggregate = random.pick(aggregates);
    const fails = random.chance(0.2);
    const pauses = random.chance(0.3) ? random.below(4) : 0;
    await owner
      .transaction(async (tx) => {
        const { id } = await events.publish(tx, { type: 'thing.made', aggregate, data: { n: random.below(2 ** 31) } });
        await setTimeout(pauses);
        await tx.query(
          `WITH next AS (UPDATE counters SET n = n + 1 WHERE aggregate = $2 RETURNING n)
           INSERT INTO truth SELECT $1, $2, n FROM next`,
          [id, aggregate],
        );
        if (fails) throw new Error('rolled back');
      })
      .catch((error: Error) => {
        if (error.message !== 'rolled back') throw error;
      });
  };
  await Promise.all(
    Array.from({ length: 6 }, async () => {
      for (let written = 0; written < count / 6; written += 1) await writeOne();
    }),
  );
}

/** A channel with a log. It fails before or after it has kept an event, and cuts the relay's connection off once it has. */
function unreliableChannel(random: SeededRandom, log: CloudEvent[], relayName: string): EventPublisher {
  return {
    async publish(event) {
      if (random.chance(0.1)) await setTimeout(random.below(5));
      if (random.chance(0.1)) throw new Error('the channel did not take it');
      log.push(event);
      if (random.chance(0.1)) throw new Error('the channel took it, and its answer was lost');
      if (random.chance(0.05)) {
        await owner.pool.query(
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1 AND state = 'idle in transaction'",
          [relayName],
        );
      }
    },
    ready: async () => {
      if (random.chance(0.3)) throw new Error('the channel is down');
    },
  };
}

/** Delivers a log in its order, at least once: now and then it starts again from further back. */
async function deliverAll(
  random: SeededRandom,
  log: readonly CloudEvent[],
  receive: (events: readonly CloudEvent[]) => Promise<void>,
  ended: () => boolean,
): Promise<void> {
  let place = 0;
  while (!ended() || place < log.length) {
    const batch = log.slice(place, place + 1 + random.below(4));
    if (batch.length > 0) await receive(batch);
    else await setTimeout(2);
    place += batch.length;
    if (random.chance(0.15)) place = Math.max(0, place - random.below(8));
  }
}

/** What happened, and what should have. */
async function live(seed: number): Promise<{ readonly effects: unknown; readonly truth: unknown }> {
  const random = seededRandom(seed);
  const log: CloudEvent[] = [];
  const relays = await Promise.all(
    ['relay-1', 'relay-2', 'relay-3'].map(async (name) => {
      const publisher = unreliableChannel(random, log, name);
      const one = relay({
        pool: owner.open(name),
        publisher,
        pollEvery: 5,
        tries: 1_000,
        retryAfter: 0.1,
        aggregates: 2,
      });
      await one.start();
      return one;
    }),
  );
  const inboxes = await Promise.all(
    [1, 2].map(() =>
      consumer.start({
        pollEvery: 5,
        tries: 1_000,
        retryAfter: 0.1,
        handle: async (tx, { id, subject }) => {
          await tx.query("INSERT INTO effects (aggregate, n) VALUES ($1, ('x' || left(md5($2), 7))::bit(28)::int)", [
            subject,
            id,
          ]);
          if (random.chance(0.15)) throw new Error('the handler failed after its effect');
        },
      }),
    ),
  );
  let ended = false;
  const [first, second] = inboxes;
  if (first === undefined || second === undefined) throw new Error('There are two inboxes.');
  const delivering = deliverAll(
    random,
    log,
    async (events) => {
      await consumer.transaction((tx) => (random.chance(0.5) ? first : second).receive(tx, events));
    },
    () => ended,
  );
  await writeAll(random, 60);
  await expect.poll(() => waitingIn(owner.pool, 'saga_outbox')).toBe(0);
  ended = true;
  await delivering;
  await expect.poll(() => waitingIn(consumer.pool, 'saga_inbox')).toBe(0);
  await Promise.all([...relays, ...inboxes].map((each) => each.stop()));
  const { rows: truth } = await owner.pool.query(
    "SELECT aggregate, ('x' || left(md5(event_id), 7))::bit(28)::int AS n FROM truth ORDER BY aggregate, truth.n",
  );
  const { rows: effects } = await consumer.pool.query('SELECT aggregate, n FROM effects ORDER BY aggregate, id');
  expect(truth.length).toBeGreaterThan(20);
  // Otherwise nothing was repeated, and the run has shown nothing.
  expect(log.length).toBeGreaterThan(truth.length);
  return { effects, truth };
}

test.each(Array.from({ length: runs }, (_, run) => firstSeed + run))(
  'OUTBOX_SEED=%i: every committed event has its effect once, in the order of its aggregate, whatever fails',
  async (seed) => {
    const { effects, truth } = await live(seed);
    expect(effects).toEqual(truth);
  },
);
