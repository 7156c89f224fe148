import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { type CloudEvent, type Inbox, inboxEndpoint, outbox, readCloudEvent } from 'saga-core/participant';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeEvent } from './make-event.ts';
import { type Consumer, openConsumer } from './open-consumer.ts';

let consumer: Consumer;
let box: Inbox;
beforeAll(async () => {
  consumer = await openConsumer();
  box = await consumer.start({ handle: async () => {} });
});
afterAll(() => consumer.close());

/** Text that can't be compressed, so that an index row is as long as it looks: three bytes a character, or one. */
function textOf(bytes: number): string {
  const letter = (n: number) => String.fromCodePoint(0x4e00 + ((n * 7_919 + ((n * n) % 4_093) * 31) % 20_000));
  return Array.from({ length: Math.floor(bytes / 3) }, (_, n) => letter(n)).join('') + 'x'.repeat(bytes % 3);
}
const nested = (levels: number): unknown => JSON.parse(`${'['.repeat(levels)}${']'.repeat(levels)}`);
const source = '/test';

test.each([
  ['the longest id', { id: textOf(2_600 - source.length) }],
  ['the longest subject', { id: 'long', subject: textOf(2_600 - source.length) }],
  ['the deepest data', { id: 'deep', data: nested(1_000) }],
  ['all of it', { id: textOf(1_300), subject: textOf(1_300), source: textOf(1_300), data: nested(1_000) }],
])('what is let in PostgreSQL can store: %s', async (_, long: Partial<CloudEvent>) => {
  const event = readCloudEvent({ ...makeEvent('a', 1), source, ...long });
  expect(await consumer.transaction((tx) => box.receive(tx, [event]))).toBe(1);
});

const tooMuch: [string, Partial<CloudEvent>, string][] = [
  ['an id that is too long for an index', { id: textOf(2_601 - source.length) }, '`id`'],
  ['a subject that is too long for an index', { subject: textOf(2_601 - source.length) }, '`subject`'],
  ['an id with half a surrogate pair', { id: 'a\ud800' }, '`id`'],
  ['data that is nested deeper than PostgreSQL reads', { data: nested(50_000) }, '`data`'],
];

test.each(tooMuch)('a message with %s is a 400 that says so', async (_, change, named) => {
  const server = createServer(
    express()
      .use(express.json({ limit: '1mb' }))
      .post('/messages', inboxEndpoint({ inbox: box, pool: consumer.pool })),
  ).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const event = { ...makeEvent('a', 2), source, ...change };
  const { data, ...attributes } = event;
  // By hand, as JSON.stringify itself gives up on what is nested so deep.
  const written = Array.isArray(data) ? `${'['.repeat(50_000)}${']'.repeat(50_000)}` : JSON.stringify(data);
  const response = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/messages`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: `${JSON.stringify(attributes).slice(0, -1)},"data":${written}}`,
  });
  expect([response.status, await response.json()]).toMatchObject([
    400,
    { code: 'EVENT_MALFORMED', detail: expect.stringContaining(named) },
  ]);
  server.close();
});

test.each(tooMuch)('an outbox writes none with %s', async (_, { id, subject = 'a', data = {} }, named) => {
  const event = { type: 'thing.made', aggregate: subject, data, ...(id !== undefined && { id }) };
  await expect(consumer.transaction((tx) => outbox({ source }).publish(tx, event))).rejects.toMatchObject({
    code: 'EVENT_MALFORMED',
    message: expect.stringContaining(named),
  });
});

test('an outbox counts the levels of what is sent, and not of what it is made from', async () => {
  const deep = { levels: nested(2_000), toJSON: () => 'deep' };
  const event = await consumer.transaction((tx) =>
    outbox({ source }).publish(tx, { type: 'thing.made', aggregate: 'a', data: { deep } }),
  );
  expect(event.data).toEqual({ deep: 'deep' });
});
