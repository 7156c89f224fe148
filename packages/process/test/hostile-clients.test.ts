import { once } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import { openRaw, problemIn, type RawConnection } from './fixtures/raw-connection.ts';
import { portOf, type Started, startFixture } from './fixtures/started.ts';

let started: Started | undefined;
const connections: RawConnection[] = [];
afterEach(() => {
  for (const { socket } of connections.splice(0)) socket.destroy();
  started?.child.kill('SIGKILL');
  started = undefined;
});

async function start(env: Readonly<Record<string, string>> = {}): Promise<number> {
  started = startFixture({ PORT: '0', ...env });
  return portOf(started);
}

async function open(port: number, bytes?: string): Promise<RawConnection> {
  const connection = await openRaw(port, bytes);
  connections.push(connection);
  return connection;
}

const head = 'GET /orders/1 HTTP/1.1\r\nHost: a\r\n';
const closing = 'Connection: close\r\n\r\n';

describe('what Node would answer without a body, or not at all, is a problem', () => {
  it.each([
    ['no Host', `GET / HTTP/1.1\r\n${closing}`, 400, 'MALFORMED_REQUEST'],
    ['two Hosts', `${head}Host: b\r\n${closing}`, 400, 'MALFORMED_REQUEST'],
    ['an address of over 2 kB', `GET /${'x'.repeat(2_048)} HTTP/1.1\r\nHost: a\r\n${closing}`, 414, 'URI_TOO_LONG'],
    ['101 headers', `${head}${'X: y\r\n'.repeat(99)}${closing}`, 431, 'HEADERS_TOO_LARGE'],
    ['headers of over 16 kB', `${head}X: ${'y'.repeat(17_000)}\r\n${closing}`, 431, 'HEADERS_TOO_LARGE'],
    ['an expectation that nobody can meet', `${head}Expect: tea\r\n${closing}`, 417, 'EXPECTATION_FAILED'],
    ['a tunnel', 'CONNECT example.org:443 HTTP/1.1\r\nHost: a\r\n\r\n', 405, 'METHOD_NOT_ALLOWED'],
    ['an unknown method', 'BREW / HTTP/1.1\r\nHost: a\r\n\r\n', 400, 'MALFORMED_REQUEST'],
    [
      'two lengths',
      `POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n`,
      400,
      'MALFORMED_REQUEST',
    ],
    ['a line end in a header', `${head}X: a\rY: b\r\n${closing}`, 400, 'MALFORMED_REQUEST'],
  ])('%s', async (_what, bytes, status, code) => {
    const port = await start();
    const answer = await (await open(port, bytes)).answer;
    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    const problem = problemIn(answer);
    expect(problem).toEqual({
      type: `/problems/${code.toLowerCase().replaceAll('_', '-')}`,
      title: expect.any(String),
      status,
      code,
      detail: expect.any(String),
      correlationId: expect.any(String),
    });
    expect(answer).toContain(`\r\nX-Request-Id: ${problem.correlationId}\r\n`);
    // So that whoever reports it can be helped, and that it shows in the figures.
    await started?.said(String(problem.correlationId));
    expect(await figure(port, 'http_problems_total', `status="${status}"`, `code="${code}"`)).toBe(1);
  });

  it('a hundred headers, an address of 2 kB and one without a Host in HTTP/1.0 are served', async () => {
    const port = await start();
    for (const bytes of [
      `${head}${'X: y\r\n'.repeat(98)}${closing}`,
      `GET /orders/${'x'.repeat(2_040)} HTTP/1.1\r\nHost: a\r\n${closing}`,
      'GET /orders/1 HTTP/1.0\r\n\r\n',
      `${head}Expect: 100-continue\r\n${closing}`,
    ]) {
      expect(await (await open(port, bytes)).answer).toContain('an order');
    }
  });
});

it('rubbish in the middle of an answer ends it, and adds nothing that could be taken for a part of it', async () => {
  const { socket, answer } = await open(await start(), 'GET /stream HTTP/1.1\r\nHost: a\r\n\r\n');
  await once(socket, 'readable');
  socket.write('no http at all\r\n\r\n');
  expect(await answer).not.toContain('MALFORMED_REQUEST');
  expect((await fetch(`http://127.0.0.1:${await portOf(started as Started)}/orders/1`)).status).toBe(200);
});

describe('what is no HTTP after a request on the same connection', () => {
  const order = (body: string) =>
    `POST /orders HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
  const answersIn = (answer: string) => [...answer.matchAll(/HTTP\/1\.1 (\d+) .*?\r\n\r\n(.*?)(?=HTTP|$)/gs)];

  it.each([
    ['one that is still worked on', order('{"a":1}'), ['{"a":1}']],
    ['several that are', order('{"a":1}') + order('{"b":2}'), ['{"a":1}', '{"b":2}']],
  ])(
    'does not take the place of the answer to %s, and ends the connection after it',
    async (_what, requests, bodies) => {
      for (const rubbish of ['GARBAGE\r\n\r\n', 'GARBAGE\r\n\r\n'.repeat(1_000)]) {
        const answer = await (await open(started ? await portOf(started) : await start(), requests + rubbish)).answer;
        expect(answersIn(answer).map(([, status, body]) => [status, body])).toEqual(
          bodies.map((body) => ['202', body]),
        );
      }
      expect(started?.stderr).toEqual([]);
    },
  );

  it('nor when it is the body of the next request', async () => {
    const broken = `POST /orders HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n`;
    const { answer } = await open(await start(), `${order('{"a":1}')}${broken}`);
    expect(answersIn(await answer).map(([, status, body]) => [status, body])).toEqual([['202', '{"a":1}']]);
    // With nobody before it, it is told.
    expect(problemIn(await (await open(await portOf(started as Started), broken)).answer)).toMatchObject({
      code: 'MALFORMED_REQUEST',
    });
  });

  it('gets an answer of its own once the request has been answered', async () => {
    const { socket, answer } = await open(await start(), order('{"a":1}'));
    await once(socket, 'readable');
    socket.write('GARBAGE\r\n\r\n');
    expect(answersIn(await answer).map(([, status]) => status)).toEqual(['202', '400']);
  });

  it('gets none when a body was refused before it had come, as nothing could tell what the second answer is for', async () => {
    const head = 'POST /orders HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n';
    const { socket, answer } = await open(await start(), head);
    await once(socket, 'readable');
    socket.write('GARBAGE\r\n\r\n');
    expect(answersIn(await answer).map(([, status]) => status)).toEqual(['415']);
  });
});

describe('slow clients', () => {
  it('that send a header byte by byte are cut off with 408, a thousand of them as well, and meanwhile others are served', {
    timeout: 40_000,
  }, async () => {
    const port = await start();
    const slow = await Promise.all(Array.from({ length: 1_000 }, () => open(port, head)));
    const dripping = setInterval(() => {
      for (const { socket } of slow) if (socket.writable) socket.write('X');
    }, 500);
    try {
      expect((await fetch(`http://127.0.0.1:${port}/orders/1`)).status).toBe(200);
      const answers = await Promise.all(slow.map(({ answer }) => answer));
      expect(problemIn(answers.find((answer) => answer !== '') ?? '')).toMatchObject({ code: 'REQUEST_TIMEOUT' });
      expect((await fetch(`http://127.0.0.1:${port}/orders/1`)).status).toBe(200);
    } finally {
      clearInterval(dripping);
    }
  });

  it('that send nothing are cut off as well', { timeout: 40_000 }, async () => {
    const { answer } = await open(await start());
    await answer;
  });

  it('can’t keep others out: at the most connections, each new one takes the place of the slowest', async () => {
    const port = await start({ MAX_CONNECTIONS_PER_ADDRESS: '10' });
    const slow = await Promise.all(Array.from({ length: 50 }, () => open(port, head)));
    expect(await (await open(port, `${head}${closing}`)).answer).toContain('an order');
    await expect.poll(() => slow.filter(({ socket }) => !socket.destroyed).length).toBeLessThanOrEqual(10);
    expect(await figure(port, 'http_connections_shed_total', 'how="evicted"')).toBeGreaterThanOrEqual(40);
    expect(await figure(port, 'http_connections_open')).toBeLessThanOrEqual(10);
  });
});

it.each(['MAX_CONNECTIONS', 'MAX_CONNECTIONS_PER_ADDRESS'])(
  'when a request runs on every connection that %s allows, one more is refused with a problem, and taken later',
  async (limit) => {
    const port = await start({ [limit]: '2' });
    const slow = 'GET /slow HTTP/1.1\r\nHost: a\r\n\r\n';
    const busy = [await open(port, slow), await open(port, slow)];
    await expect.poll(() => started?.stdout.filter((line) => line.includes('slow began')).length).toBe(2);
    expect(problemIn(await (await open(port, `${head}${closing}`)).answer)).toMatchObject({
      status: 503,
      code: 'TOO_MANY_CONNECTIONS',
      type: '/problems/too-many-connections',
    });
    for (const { socket } of busy) socket.destroy();
    await expect.poll(async () => (await open(port, `${head}${closing}`)).answer).toContain('an order');
  },
);

async function figure(port: number, name: string, ...labels: readonly string[]): Promise<number> {
  const metrics = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  const line = metrics
    .split('\n')
    .find((each) => each.startsWith(`${name}{`) && labels.every((label) => each.includes(label)));
  return Number(line?.split(' ').at(-1));
}
