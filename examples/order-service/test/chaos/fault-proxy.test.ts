import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { FaultProxy } from './fault-proxy.ts';
import type { Fault } from './faults.ts';

const patience = 300;
const sagaHeaders = {
  'saga-id': 'saga-1',
  'saga-step': 'pay',
  'saga-operation': 'run',
  'idempotency-key': 'saga-1/pay/run',
  'x-service-token': 'of its time',
};

let arrived: IncomingHttpHeaders[];
let service: Server;
let proxy: FaultProxy | undefined;

beforeEach(async () => {
  arrived = [];
  service = createServer((request, response) => {
    arrived.push(request.headers);
    request.resume().on('end', () => response.end('done'));
  });
  await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve));
});

afterEach(async () => {
  await proxy?.close();
  service.closeAllConnections();
  await new Promise((resolve) => service.close(resolve));
});

/** What a caller with some patience hears who sends one request over a network with that fault. */
async function send(fault: Fault | undefined, headers: Readonly<Record<string, string>> = sagaHeaders) {
  proxy = new FaultProxy(() => fault);
  const url = await proxy.linkTo({
    url: `http://127.0.0.1:${(service.address() as AddressInfo).port}`,
    token: async () => 'renewed',
  });
  const heard = await fetch(`${url}/charges`, {
    method: 'POST',
    body: '{}',
    headers,
    signal: AbortSignal.timeout(patience),
  }).then(
    (response) => response.text(),
    (error: Error) => (error.name === 'TimeoutError' ? 'silence' : 'broken'),
  );
  return { proxy, heard };
}

it.each<[string, Fault, string, number]>([
  ['A dropped request never arrives, and nobody answers', { kind: 'dropRequest' }, 'silence', 0],
  ['A dropped reply leaves the effect, and its caller in silence', { kind: 'dropReply', how: 'silence' }, 'silence', 1],
  [
    'A dropped reply leaves the effect, and its caller a broken connection',
    { kind: 'dropReply', how: 'broken' },
    'broken',
    1,
  ],
  ['A request held for a time arrives then, and nobody answers', { kind: 'hold', release: 1 }, 'silence', 1],
  ['A duplicate arrives twice, and is answered once', { kind: 'duplicate', after: 0 }, 'done', 2],
  ['A late duplicate arrives twice, and is answered at once', { kind: 'duplicate', after: 2 * patience }, 'done', 2],
  ['A delayed request arrives when its caller has given up', { kind: 'delay', by: 2 * patience }, 'silence', 1],
  ['A connection reset before the request has no effect', { kind: 'reset', when: 'before' }, 'broken', 0],
  ['A connection reset after the request has the effect', { kind: 'reset', when: 'after' }, 'broken', 1],
])('%s', async (_, fault, expected, arrivals) => {
  const { proxy, heard } = await send(fault);
  expect(heard).toBe(expected);
  await proxy.releaseAll();
  expect(arrived).toHaveLength(arrivals);
  expect([...proxy.happened]).toEqual([[fault.kind, 1]]);
});

it('A held request arrives when all are released, with a token that is still valid', async () => {
  const { proxy, heard } = await send({ kind: 'hold' });
  expect(heard).toBe('silence');
  expect(arrived).toHaveLength(0);
  expect(proxy.held).toBe(1);
  await proxy.releaseAll();
  expect(proxy.held).toBe(0);
  expect(arrived).toMatchObject([{ 'idempotency-key': 'saga-1/pay/run', 'x-service-token': 'renewed' }]);
  expect(proxy.lateAnswers).toEqual([200]);
});

it('What is no call of a saga goes through', async () => {
  const { heard } = await send({ kind: 'dropRequest' }, {});
  expect(heard).toBe('done');
});

it('A call without a fault goes through as it is', async () => {
  const { heard } = await send(undefined);
  expect(heard).toBe('done');
  expect(arrived).toMatchObject([sagaHeaders]);
});
