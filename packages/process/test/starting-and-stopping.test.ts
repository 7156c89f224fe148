import { once } from 'node:events';
import { Agent, get, type IncomingMessage } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, expect, it } from 'vitest';
import { portOf, type Started, startFixture } from './fixtures/started.ts';

let started: Started | undefined;
afterEach(() => {
  started?.child.kill('SIGKILL');
  started = undefined;
});

it('before a process is ready every request is a 503 to be repeated, as a problem with a correlation id', async () => {
  const port = await freePort();
  started = startFixture({ PORT: String(port), START: 'on SIGUSR2' });
  const ask = () => fetch(`http://127.0.0.1:${port}/orders/1`, { headers: { 'x-request-id': 'id-1' } });
  await expect
    .poll(() =>
      ask().then(
        ({ status }) => status,
        () => 0,
      ),
    )
    .toBe(503);
  const answer = await ask();
  expect(answer.headers.get('content-type')).toBe('application/problem+json');
  expect(answer.headers.get('retry-after')).toBe('1');
  expect(await answer.json()).toMatchObject({
    type: '/problems/starting',
    status: 503,
    code: 'STARTING',
    correlationId: 'id-1',
  });
  started.child.kill('SIGUSR2');
  await started.said('"listening"');
  expect((await ask()).status).toBe(200);
});

it('a process with wrong settings is told all mistakes at once, those of its port and log too', async () => {
  started = startFixture({ PORT: 'x', LOG_LEVEL: 'loud', MAX_CONNECTIONS: '-1', ANSWER: '41' });
  expect(await started.ended).toBe(1);
  const said = started.stderr.join('\n');
  for (const name of ['4 settings are wrong', 'PORT', 'LOG_LEVEL', 'MAX_CONNECTIONS', 'ANSWER'])
    expect(said).toContain(name);
});

it('a busy caller loses no request while a process stops: each is answered as a whole, or was refused a new connection', async () => {
  started = startFixture({ PORT: '0' });
  const port = await portOf(started);
  const agent = new Agent({ keepAlive: true, maxSockets: 20 });
  const answers: string[] = [];
  const unexpected: unknown[] = [];
  const client = async () => {
    for (;;) {
      const request = get({ host: '127.0.0.1', port, path: '/orders/1', agent });
      try {
        const [response] = (await once(request, 'response')) as [IncomingMessage];
        answers.push(await text(response));
      } catch (error) {
        // Nobody but the kernel has seen a connection that is made in the moment in which the port closes; it is refused or reset.
        if (request.reusedSocket) unexpected.push(error);
        return;
      }
    }
  };
  const clients = Promise.all(Array.from({ length: 20 }, client));
  await expect.poll(() => answers.length).toBeGreaterThan(200);
  started.child.kill('SIGTERM');
  await clients;
  agent.destroy();
  expect(await started.ended).toBe(0);
  expect(unexpected).toEqual([]);
  expect(started.stdout.join('\n')).not.toContain('"aborted"');
  expect(new Set(answers)).toEqual(new Set(['an order']));
});

it('the line of a request has the order and saga that a route noted, and nothing of the address or headers', async () => {
  started = startFixture({ PORT: '0' });
  const port = await portOf(started);
  const headers = { 'x-request-id': 'id-7', 'idempotency-key': 'canary-key', authorization: 'Bearer canary-token' };
  await (await fetch(`http://127.0.0.1:${port}/orders/7?who=canary-query`, { headers })).text();
  const line = await started.said('"correlationId":"id-7"');
  expect(JSON.parse(line)).toMatchObject({
    msg: 'request',
    correlationId: 'id-7',
    route: '/orders/:id',
    orderId: '7',
    sagaId: 'create-order-7',
  });
  // One that is no id could bring a line of its own, or anything else that somebody wrote into a path.
  await (await fetch(`http://127.0.0.1:${port}/orders/${encodeURIComponent('canary\n{}')}`)).text();
  await (await fetch(`http://127.0.0.1:${port}/orders/8`, { headers: { 'x-request-id': 'id-8' } })).text();
  await started.said('"correlationId":"id-8"');
  expect(started.stdout.join('\n')).not.toContain('canary');
});

it('the line of a request has the saga that its header names only where callers are believed', async () => {
  started = startFixture({ PORT: '0' });
  const port = await portOf(started);
  const lineOf = async (path: string) => {
    const headers = { 'saga-id': 'saga-9', 'x-request-id': path.slice(1) };
    await (await fetch(`http://127.0.0.1:${port}${path}`, { headers })).text();
    return started?.said(`"correlationId":"${path.slice(1)}"`);
  };
  expect(await lineOf('/busy')).not.toContain('saga-9');
  expect(await lineOf('/nowhere')).not.toContain('saga-9');
  expect(await lineOf('/participant')).toContain('"sagaId":"saga-9"');
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
