import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import amqp from 'amqplib';
import { rabbitConsumer, rabbitPublisher } from 'saga-core/participant';
import { afterEach, beforeEach, expect, test } from 'vitest';

// As a proxy does whose broker is gone: it takes the connection, and nobody ever answers on it.
let silent: Server;
const sockets: Socket[] = [];
beforeEach(async () => {
  silent = createServer((socket) => sockets.push(socket.on('error', () => {}))).listen(0, '127.0.0.1');
  await once(silent, 'listening');
});
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  silent.close();
  await once(silent, 'close');
});

const connect = () => amqp.connect(`amqp://127.0.0.1:${(silent.address() as AddressInfo).port}`);

test('a publisher gives up a broker that says nothing, connects again, and can be closed meanwhile', async () => {
  const publisher = rabbitPublisher({ connect });
  await expect(publisher.ready()).rejects.toThrow('did not answer');
  const again = publisher.ready();
  await expect.poll(() => sockets.length).toBe(2);
  await publisher.close();
  for (const socket of sockets) socket.destroy();
  await expect(again).rejects.toThrow();
});

test('a consumer tells of a broker that says nothing, connects again, and can be stopped meanwhile', async () => {
  const told: unknown[] = [];
  const consuming = rabbitConsumer({
    connect,
    queue: 'things',
    bindings: ['thing.*'],
    take: async () => {},
    observer: { down: (error) => told.push(error) },
  });
  await expect.poll(() => sockets.length).toBe(2);
  expect(told).toEqual([expect.objectContaining({ message: expect.stringContaining('did not answer') })]);
  await consuming.stop();
});
