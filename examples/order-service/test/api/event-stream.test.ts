// A stream over real sockets: what a client that does not read costs, and how it is got rid of.
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { EventStream } from '../../src/api/events/event-stream.ts';

let server: ReturnType<typeof createServer>;
let responses: Promise<ServerResponse>[];
let client: Socket;

beforeEach(async () => {
  responses = [];
  const answered: ((response: ServerResponse) => void)[] = [];
  responses.push(new Promise((resolve) => answered.push(resolve)));
  server = createServer((_request, response) => answered.shift()?.(response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  client = connect((server.address() as AddressInfo).port, '127.0.0.1');
  client.on('error', () => undefined);
  client.pause();
  client.write('GET / HTTP/1.1\r\nHost: here\r\n\r\n');
});
afterEach(() => {
  client.destroy();
  server.closeAllConnections();
  server.close();
});

const never = new AbortController().signal;
const event = (id: number) => ({ id, event: 'order', data: 'x'.repeat(10_000) });

/** Sends until the client has taken no more for a while, or the stream is over. */
async function fill(stream: EventStream, response: ServerResponse, most: number): Promise<number> {
  let held = 0;
  for (let id = 1; id <= most && !stream.closed.aborted; id += 1) {
    const sent = stream.send(event(id), never);
    held = Math.max(held, response.writableLength);
    await sent;
  }
  return held;
}

test('a client that never reads is cut off, and no more than one event is held back for it until then', async () => {
  const response = await (responses[0] as Promise<ServerResponse>);
  const stream = new EventStream(response, 500);
  const held = await fill(stream, response, 100_000);
  expect(stream.closed.aborted).toBe(true);
  expect(held).toBeLessThan(2 * response.writableHighWaterMark + 20_000);
});

test('a client that reads slowly is waited for, and gets everything', async () => {
  const response = await (responses[0] as Promise<ServerResponse>);
  const stream = new EventStream(response, 10_000);
  const sent = fill(stream, response, 2_000).then(() => stream.end());
  let bytes = 0;
  client.on('data', (chunk) => {
    bytes += chunk.length;
    client.pause();
    setImmediate(() => client.resume());
  });
  client.resume();
  await sent;
  await vi.waitFor(() => expect(bytes).toBeGreaterThan(2_000 * 10_000), { timeout: 10_000 });
});

test('a stream that ends does not wait for a client that never reads', async () => {
  const response = await (responses[0] as Promise<ServerResponse>);
  const stream = new EventStream(response);
  const enough = new AbortController();
  for (let isFull = false; !isFull; ) {
    const sent = stream.send(event(1), enough.signal).then(() => false);
    isFull = await Promise.race([sent, delay(300, true)]);
  }
  const over = once(response, 'close');
  enough.abort();
  stream.end();
  await over;
  expect([stream.closed.aborted, response.writableFinished]).toEqual([true, false]);
});

test('a client that hung up before its stream began leaves nothing open', async () => {
  const response = await (responses[0] as Promise<ServerResponse>);
  client.destroy();
  await once(response, 'close');
  const stream = new EventStream(response);
  expect(stream.closed.aborted).toBe(true);
  await stream.send(event(1), never);
  stream.end();
});
