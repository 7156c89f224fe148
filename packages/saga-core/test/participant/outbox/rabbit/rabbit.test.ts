import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import amqp from 'amqplib';
import {
  type Following,
  outbox,
  type RabbitPublisher,
  type RabbitPublisherOptions,
  type RabbitSubscriptionOptions,
  type Relay,
  type RelayOptions,
  rabbitPublisher,
  rabbitSubscription,
  relay,
} from 'saga-core/participant';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { makeEvent } from '../../inbox/make-event.ts';
import { type Consumer, openConsumer } from '../../inbox/open-consumer.ts';
import { type EventDatabase, openEvents, waitingIn } from '../open-events.ts';
import { brokerMissing, findRabbit, type RabbitBroker, startRabbit } from './rabbit-broker.ts';

const program = findRabbit();
let broker: RabbitBroker;
let owner: EventDatabase;
let consumer: Consumer;
let names: { readonly exchange: string; readonly queue: string };
const publishers: RabbitPublisher[] = [];
const relays: Relay[] = [];
const following: Following[] = [];
beforeAll(async () => {
  if (program !== undefined) broker = await startRabbit(program);
}, 180_000);
afterAll(() => broker?.remove());
beforeEach(async ({ skip }) => {
  if (program === undefined) skip(brokerMissing);
  [owner, consumer] = await Promise.all([openEvents(), openConsumer()]);
  names = { exchange: `exchange-${randomUUID()}`, queue: `queue-${randomUUID()}` };
});
afterEach(async () => {
  if (program === undefined) return;
  await Promise.all(following.splice(0).map((each) => each.stop()));
  await Promise.all(relays.splice(0).map((each) => each.stop()));
  await Promise.all(publishers.splice(0).map((each) => each.close()));
  await consumer.close();
  await owner.close();
});

const connect = () => amqp.connect(broker.url);

async function startRelay(
  options: Partial<RelayOptions> = {},
  channel: Partial<RabbitPublisherOptions> = {},
): Promise<Relay> {
  const publisher = rabbitPublisher({ connect, exchange: names.exchange, ...channel });
  const started = relay({
    pool: owner.open('relay'),
    publisher,
    pollEvery: 50,
    retryAfter: 1,
    aggregates: 4,
    ...options,
  });
  publishers.push(publisher);
  relays.push(started);
  await started.start();
  return started;
}

/** Consumes into an inbox that runs; resolves once the queue is there. */
async function startConsumer(options: Partial<RabbitSubscriptionOptions> = {}): Promise<Following> {
  const inbox = await consumer.start();
  let up: () => void = () => {};
  const isUp = new Promise<void>((resolve) => {
    up = resolve;
  });
  const started = rabbitSubscription({
    connect,
    ...names,
    bindings: ['thing.*'],
    inbox,
    pool: consumer.open('receiver'),
    observer: { up },
    ...options,
  });
  following.push(started);
  if (options.observer === undefined) await isUp;
  return started;
}

async function write(aggregate: string, ...numbers: number[]): Promise<void> {
  for (const n of numbers) {
    await owner.transaction((tx) =>
      outbox({ source: '/test' }).publish(tx, { type: 'thing.made', aggregate, data: { n } }),
    );
  }
}

const sent = () => expect.poll(() => waitingIn(owner.pool, 'saga_outbox')).toBe(0);
const range = (count: number) => Array.from({ length: count }, (_, n) => n);

test('events of two relays side by side are handled once each, in the order of their aggregate', async () => {
  await startConsumer();
  await startRelay();
  await startRelay();
  const aggregates = range(6).map((n) => `a${n}`);
  await Promise.all(aggregates.map((aggregate) => write(aggregate, ...range(30))));
  await sent();
  for (const aggregate of aggregates) await expect.poll(() => consumer.effectsOf(aggregate)).toEqual(range(30));
});

test('of two events with one id and two sources at once, the one that no queue takes is the one that is rejected', async () => {
  await startConsumer();
  const publisher = rabbitPublisher({ connect, exchange: names.exchange });
  publishers.push(publisher);
  const publish = async (id: string, source: string, type: string): Promise<string> => {
    const event = makeEvent('a', 1, { id, source, type });
    return await publisher.publish(event, owner.pool).then(
      () => `${type} taken`,
      () => `${type} rejected`,
    );
  };
  for (const n of range(20)) {
    const both = Promise.all([publish(`${n}`, '/one', 'thing.made'), publish(`${n}`, '/two', 'nobody.asked')]);
    expect(await both).toEqual(['thing.made taken', 'nobody.asked rejected']);
  }
});

test('a message is a CloudEvent in structured mode, persistent, named by the event’s id', async () => {
  const model = await connect();
  const channel = await model.createChannel();
  await channel.assertExchange(names.exchange, 'topic', { durable: true });
  await channel.assertQueue(names.queue, { durable: true });
  await channel.bindQueue(names.queue, names.exchange, 'thing.made');
  await startRelay();
  const trace = { traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' };
  const event = await owner.transaction((tx) =>
    outbox({ source: '/test' }).publish(tx, { type: 'thing.made', aggregate: 'a', data: { n: 1 }, trace }),
  );
  await sent();
  const message = await channel.get(queueName());
  if (message === false) throw new Error('The queue is empty.');
  expect(JSON.parse(message.content.toString())).toEqual(event);
  expect(message.properties).toMatchObject({
    contentType: 'application/cloudevents+json',
    deliveryMode: 2,
    messageId: event.id,
    headers: { ...trace },
  });
  await model.close();
});
const queueName = () => names.queue;

test('a broker that is killed in the middle and comes back loses nothing and doubles nothing', async () => {
  await startConsumer();
  const told: string[] = [];
  await startRelay({ tries: 1, observer: { down: () => told.push('down'), up: () => told.push('up') } });
  await startRelay({ tries: 1 });
  const aggregates = ['a', 'b', 'c'];
  const writing = Promise.all(aggregates.map((aggregate) => write(aggregate, ...range(60))));
  await expect.poll(async () => (await consumer.effectsOf('a')).length).toBeGreaterThan(5);
  await broker.kill();
  await writing;
  await write('a', 60);
  await expect.poll(() => told).toContain('down');
  await broker.start();
  await sent();
  await expect.poll(() => consumer.effectsOf('a')).toEqual(range(61));
  for (const aggregate of ['b', 'c']) await expect.poll(() => consumer.effectsOf(aggregate)).toEqual(range(60));
  await expect.poll(() => told.at(-1)).toBe('up');
}, 180_000);

test('a relay that is killed between the broker’s confirmation and its mark is followed by one that repeats, without a second effect', async () => {
  await startConsumer();
  await write('a', 1, 2, 3);
  const program = fileURLToPath(new URL('../relay-process.ts', import.meta.url));
  const child = spawn(
    process.execPath,
    ['--conditions=@saga/source', program, owner.url, broker.url, '2', names.exchange],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  for await (const line of createInterface(child.stdout)) if (line === 'published') break;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
  await expect.poll(() => consumer.effectsOf('a')).toEqual([1, 2]);
  expect(await waitingIn(owner.pool, 'saga_outbox')).toBe(3);
  await startRelay();
  await sent();
  await expect.poll(() => consumer.effectsOf('a')).toEqual([1, 2, 3]);
});

test('a consumer whose database cuts it off takes nothing past what it could not store', async () => {
  await startConsumer();
  await startRelay();
  const writing = write('a', ...range(80));
  for (const reached of [5, 30, 55]) {
    await expect.poll(async () => (await consumer.effectsOf('a')).length).toBeGreaterThan(reached);
    await consumer.pool.query(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'receiver'",
    );
  }
  await writing;
  await expect.poll(() => consumer.effectsOf('a')).toEqual(range(80));
});

test('consumers hand over to each other again and again, and the order is kept', async () => {
  let active = await startConsumer();
  await startRelay();
  const writing = write('a', ...range(120));
  for (const reached of [5, 25, 45, 65]) {
    const next = await startConsumer();
    await expect.poll(async () => (await consumer.effectsOf('a')).length).toBeGreaterThan(reached);
    await active.stop();
    active = next;
  }
  await writing;
  await expect.poll(() => consumer.effectsOf('a')).toEqual(range(120));
});

test('an event that no queue takes is not lost: it is parked, and goes out when a queue is there', async () => {
  const sending = await startRelay({ tries: 2 });
  await write('a', 1, 2);
  await expect
    .poll(() => sending.parked.list())
    .toMatchObject([{ event: { data: { n: 1 } }, error: expect.stringContaining('no queue is bound'), behind: 1 }]);
  await startConsumer();
  const [parked] = await sending.parked.list();
  if (parked === undefined) throw new Error('Nothing is parked.');
  await sending.parked.retry(parked.event);
  await expect.poll(() => consumer.effectsOf('a')).toEqual([1, 2]);
});

test('where nobody needs to listen, an event that no queue takes is done with', async () => {
  const sending = await startRelay({}, { unroutable: 'drop' });
  await write('a', 1);
  await sent();
  expect(await sending.backlog()).toMatchObject({ waiting: 0, parked: 0 });
});

test('an event too large for the broker stops neither the others nor the relay', async () => {
  await startConsumer();
  const sending = await startRelay({ tries: 2, publishTimeout: 20_000 });
  // RabbitMQ takes at most 128 MiB, and closes the channel over it.
  await owner.transaction((tx) =>
    outbox({ source: '/test' }).publish(tx, {
      type: 'thing.made',
      aggregate: 'big',
      data: { n: 1, text: 'x'.repeat(135 * 2 ** 20) },
    }),
  );
  await write('well', 1, 2, 3);
  await expect.poll(() => consumer.effectsOf('well')).toEqual([1, 2, 3]);
  await expect.poll(async () => (await sending.parked.list()).map(({ event }) => event.subject)).toEqual(['big']);
}, 240_000);

test('a message that is no event is put aside for a person, and the next one is taken', async () => {
  await startConsumer();
  const model = await connect();
  const channel = await model.createConfirmChannel();
  for (const text of ['no json', '{"specversion":"0.3"}', '"text"', 'null']) {
    channel.publish(names.exchange, 'thing.made', Buffer.from(text));
  }
  await channel.waitForConfirms();
  await startRelay();
  await write('a', 1);
  await expect.poll(() => consumer.effectsOf('a')).toEqual([1]);
  await expect.poll(async () => (await channel.checkQueue(`${names.queue}.dead`)).messageCount).toBe(4);
  await model.close();
});

test('publisher and consumer wait for a broker that is not there yet, and stop without one', async () => {
  const nowhere = () => amqp.connect('amqp://127.0.0.1:1');
  const told: string[] = [];
  const consuming = await startConsumer({ connect: nowhere, observer: { down: () => told.push('consumer') } });
  const sending = await startRelay({ tries: 1, observer: { down: () => told.push('relay') } }, { connect: nowhere });
  await write('a', 1);
  await expect.poll(() => told).toEqual(expect.arrayContaining(['consumer', 'relay']));
  expect(await sending.backlog()).toMatchObject({ waiting: 1, parked: 0 });
  await consuming.stop();
  await sending.stop();
});
