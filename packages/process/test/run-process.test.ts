import { once } from 'node:events';
import { Agent, get, type IncomingMessage } from 'node:http';
import { type AddressInfo, connect, createServer } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from 'vitest';
import { portOf, type Started, startFixture } from './fixtures/started.ts';

let started: Started | undefined;
afterEach(() => {
  started?.child.kill('SIGKILL');
  started = undefined;
});

function start(env: Readonly<Record<string, string>> = { PORT: '0' }): Started {
  started = startFixture(env);
  return started;
}

describe('a process that is given arguments', () => {
  it('refuses one that it does not know, in one line', async () => {
    started = startFixture({ PORT: '0' }, '--kepe');
    expect(await started.ended).toBe(1);
    expect(started.stderr).toEqual([expect.stringMatching(/^Unknown argument "--kepe": .*environment variables/)]);
    expect(started.stdout).toEqual([]);
  });

  it('says with --help where its settings come from', async () => {
    started = startFixture({ PORT: '0' }, '--help');
    expect(await started.ended).toBe(0);
    expect(started.stdout).toEqual([expect.stringContaining('environment variables')]);
  });
});

describe('a process that starts', () => {
  it('says so in one JSON line', async () => {
    const fixture = start();
    const line = await fixture.said('"listening"');
    expect(JSON.parse(line)).toEqual({
      msg: 'listening',
      service: 'fixture',
      port: expect.any(Number),
      pid: fixture.child.pid,
    });
    expect((await fetch(`http://127.0.0.1:${await portOf(fixture)}/health/ready`)).status).toBe(200);
  });

  it('takes another port when its default is taken, and says it aloud', async () => {
    const { server, port } = await takenPort();
    const fixture = start({ DEFAULT_PORT: String(port) });
    const own = await portOf(fixture);
    server.close();
    expect(own).not.toBe(port);
    expect(fixture.stderr).toEqual([
      expect.stringContaining(`port ${port} is taken, so this process listens on ${own}`),
    ]);
  });
});

describe('a process that cannot start ends with 1 and one line on stderr', () => {
  it.each([
    ['for a reason with a remedy', { FAIL: 'start' }, 'fixture: There is no luck today. Try tomorrow.'],
    [
      'for a reason that nobody foresaw',
      { FAIL: 'bug' },
      'fixture: AggregateError: first: second (LOG_LEVEL=debug shows where)',
    ],
    [
      'because its host is not this machine',
      { HOST: '192.0.2.1' },
      /192\.0\.2\.1 \(HOST\) is no address of this machine/,
    ],
  ])('%s', async (_, env, line) => {
    const fixture = start({ PORT: '0', ...env });
    expect(await fixture.ended).toBe(1);
    expect(fixture.stderr).toEqual([typeof line === 'string' ? line : expect.stringMatching(line)]);
    expect(fixture.stdout).toEqual([]);
  });

  it('because the port that was asked for is taken', async () => {
    const { server, port } = await takenPort();
    const fixture = start({ PORT: String(port) });
    expect(await fixture.ended).toBe(1);
    server.close();
    expect(fixture.stderr).toEqual([expect.stringContaining(`Port ${port} (PORT) is taken.`)]);
  });

  it.each(['-1', '65536', 'http', '1.5'])('because its port is %s', async (PORT) => {
    const fixture = start({ PORT });
    expect(await fixture.ended).toBe(1);
    expect(fixture.stderr.join('\n')).toMatch(/PORT is not valid: .* Set it to a whole number from 0/);
  });
});

describe('a process that is told to stop', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)(
    'by %s lets running requests finish, closes idle connections, and ends with 0',
    async (signal) => {
      const fixture = start({ PORT: '0', RELEASE: 'on stop' });
      const port = await portOf(fixture);
      const agent = new Agent({ keepAlive: true });
      const idle = await ask(port, '/health/live', agent);
      expect(idle.headers.connection).toBe('keep-alive');
      const running = ask(port, '/slow', agent);
      await fixture.said('slow began');
      fixture.child.kill(signal);
      const answer = await running;
      expect(answer.statusCode).toBe(200);
      expect(answer.headers.connection).toBe('close');
      expect(answer.body).toBe('finished');
      expect(await fixture.ended).toBe(0);
      const told = fixture.stdout.map((line) => JSON.parse(line).msg).filter((msg) => msg !== 'request');
      expect(told).toEqual(['listening', 'slow began', 'stopping', 'stop called', 'stopped']);
      agent.destroy();
    },
  );

  it('is not ready from that moment, and takes no connection once it has drained', async () => {
    const fixture = start({ PORT: '0', RELEASE: 'on stop' });
    const port = await portOf(fixture);
    const slow = ask(port, '/slow');
    await fixture.said('slow began');
    fixture.child.kill('SIGTERM');
    await fixture.said('"stopping"');
    expect(await ask(port, '/health/ready')).toMatchObject({
      statusCode: 503,
      body: expect.stringContaining('"stopping"'),
    });
    expect((await slow).body).toBe('finished');
    expect(await fixture.ended).toBe(0);
    await expect(ask(port, '/health/live')).rejects.toThrow('ECONNREFUSED');
  });

  it('cuts requests off that take longer than the grace', async () => {
    const fixture = start({ PORT: '0', GRACE: '100' });
    const running = expect(ask(await portOf(fixture), '/slow')).rejects.toThrow();
    await fixture.said('slow began');
    fixture.child.kill('SIGTERM');
    await running;
    expect(await fixture.ended).toBe(0);
    expect(fixture.stdout.join('\n')).toContain('cut off');
  });

  it('twice in a moment, as Ctrl-C under npm does, takes that for one wish', async () => {
    const fixture = start({ PORT: '0', RELEASE: 'on stop' });
    const running = ask(await portOf(fixture), '/slow');
    await fixture.said('slow began');
    fixture.child.kill('SIGINT');
    fixture.child.kill('SIGTERM');
    expect((await running).body).toBe('finished');
    expect(await fixture.ended).toBe(0);
  });

  it('again later ends at once', async () => {
    const fixture = start({ PORT: '0', GRACE: '60000' });
    ask(await portOf(fixture), '/slow').catch(() => undefined);
    await fixture.said('slow began');
    const insisting = setInterval(() => fixture.child.kill('SIGTERM'), 100);
    expect(await fixture.ended).toBe(143);
    clearInterval(insisting);
    expect(fixture.stdout.join('\n')).not.toContain('stop called');
  });

  it('and cannot, ends with 1 and says why', async () => {
    const fixture = start({ PORT: '0', FAIL: 'stop' });
    await portOf(fixture);
    fixture.child.kill('SIGTERM');
    expect(await fixture.ended).toBe(1);
    expect(fixture.stderr).toEqual([expect.stringContaining('it would not stop')]);
  });
});

describe('a process that cannot go on', () => {
  it('because a part of it ended stops like any other, with 1', async () => {
    const fixture = start();
    expect((await ask(await portOf(fixture), '/fail')).body).toBe('failing');
    expect(await fixture.ended).toBe(1);
    expect(fixture.stdout.join('\n')).toMatch(/"level":"fatal".*a part of it ended.*stop called/s);
  });

  it('because of an error that nobody caught logs it and ends with 1', async () => {
    const fixture = start();
    await expect(ask(await portOf(fixture), '/crash')).rejects.toThrow();
    expect(await fixture.ended).toBe(1);
    expect(fixture.stdout.join('\n')).toMatch(/"level":"fatal".*crashed/);
  });
});

it.each([
  ['400', 'MALFORMED_REQUEST', 'no http at all\r\n\r\n'],
  ['431', 'HEADERS_TOO_LARGE', `GET / HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(100_000)}\r\n\r\n`],
])('what is not HTTP is answered %s %s and the connection closed', async (status, code, bytes) => {
  const socket = connect(await portOf(start()), '127.0.0.1');
  socket.write(bytes);
  const answer = await text(socket);
  expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} [^]*problem\\+json[^]*"code":"${code}"`));
});

interface Answer {
  readonly statusCode: number | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

async function ask(port: number, path: string, agent = new Agent()): Promise<Answer> {
  const [response] = (await once(get({ host: '127.0.0.1', port, path, agent }), 'response')) as [IncomingMessage];
  return { statusCode: response.statusCode, headers: response.headers, body: await text(response) };
}

async function takenPort(): Promise<{ server: ReturnType<typeof createServer>; port: number }> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, port: (server.address() as AddressInfo).port };
}
