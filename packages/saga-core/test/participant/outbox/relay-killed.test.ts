import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { outbox, readCloudEvent } from 'saga-core/participant';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Consumer, openConsumer } from '../inbox/open-consumer.ts';
import { type EventDatabase, openEvents, waitingIn } from './open-events.ts';

let owner: EventDatabase;
let consumer: Consumer;
const children: ChildProcess[] = [];
beforeEach(async () => {
  [owner, consumer] = await Promise.all([openEvents(), openConsumer()]);
  await consumer.pool.query('CREATE TABLE channel (place serial PRIMARY KEY, event json NOT NULL)');
});
afterEach(async () => {
  await Promise.all(children.splice(0).map(kill));
  await consumer.close();
  await owner.close();
});

const program = fileURLToPath(new URL('./relay-process.ts', import.meta.url));

/** Starts a relay and resolves when it has said a word: `started`, or `published` when it hangs. */
async function relayProcess(hangAfter: number, word: 'started' | 'published'): Promise<ChildProcess> {
  const child = spawn(
    process.execPath,
    ['--conditions=@saga/source', program, owner.url, consumer.url, `${hangAfter}`],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  children.push(child);
  for await (const line of createInterface(child.stdout)) if (line === word) return child;
  throw new Error(`The relay ended before it was ${word}.`);
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}

async function write(aggregate: string, ...numbers: number[]): Promise<void> {
  for (const n of numbers) {
    await owner.transaction((tx) =>
      outbox({ source: '/test' }).publish(tx, { type: 'thing.made', aggregate, data: { n } }),
    );
  }
}

async function published(): Promise<readonly unknown[]> {
  const { rows } = await consumer.pool.query('SELECT event FROM channel ORDER BY place');
  return rows.map(({ event }) => event);
}

test.each([1, 2, 3])(
  'a relay killed after it published %i of 3 events, and before it marked them, is followed by one that repeats them, and each has one effect',
  async (reached) => {
    await write('a', 1, 2, 3);
    await kill(await relayProcess(reached, 'published'));
    expect(await published()).toHaveLength(reached);
    expect(await waitingIn(owner.pool, 'saga_outbox')).toBe(3);
    await relayProcess(Number.POSITIVE_INFINITY, 'started');
    await expect.poll(() => waitingIn(owner.pool, 'saga_outbox')).toBe(0);
    const events = (await published()).map(readCloudEvent);
    expect(events).toHaveLength(reached + 3);
    const inbox = await consumer.start();
    await consumer.transaction((tx) => inbox.receive(tx, events));
    await expect.poll(() => consumer.effectsOf('a')).toEqual([1, 2, 3]);
  },
);

test('a relay that is paused keeps no other from its own aggregates, and when it is killed its own are taken over', async () => {
  await write('held', 1, 2);
  const paused = await relayProcess(1, 'published');
  paused.kill('SIGSTOP');
  await relayProcess(Number.POSITIVE_INFINITY, 'started');
  await write('free', 1, 2);
  await expect
    .poll(async () => (await published()).map((event) => readCloudEvent(event).subject))
    .toEqual(['held', 'free', 'free']);
  await kill(paused);
  await expect.poll(() => waitingIn(owner.pool, 'saga_outbox')).toBe(0);
  const numbers = (await published()).map(readCloudEvent).filter(({ subject }) => subject === 'held');
  expect(numbers.map(({ data }) => data)).toEqual([{ n: 1 }, { n: 1 }, { n: 2 }]);
});
