// A participant that can't be judged is an error, and never a guarantee that failed.
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ConformanceError, type ConformanceOptions, conformance } from 'saga-core/conformance';
import { describe, expect, it, onTestFinished, vi } from 'vitest';

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(async () => {
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const run = () => ({ path: '/run', body: {} });

async function attempt(options: Partial<ConformanceOptions> & Pick<ConformanceOptions, 'baseUrl'>): Promise<unknown> {
  return await conformance({ operations: { reserve: { run } }, rounds: 1, concurrency: 2, ...options }).catch(
    (error: unknown) => error,
  );
}

const ok: RequestListener = (_request, response) => {
  response.end('{}');
};

describe('the kit gives up with an error', () => {
  it('when nobody answers', async () => {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    const error = await attempt({ baseUrl: `http://127.0.0.1:${port}` });
    expect(error).toBeInstanceOf(ConformanceError);
    expect(error).toMatchObject({ code: 'PARTICIPANT_UNREACHABLE', message: expect.stringContaining('ECONNREFUSED') });
  });

  it('when no answer comes in time', async () => {
    const baseUrl = await serve(() => {});
    const error = await attempt({ baseUrl, timeout: 20 });
    expect(error).toMatchObject({
      code: 'PARTICIPANT_UNREACHABLE',
      message: expect.stringMatching(/within 20 ms, though it was sent [2-6] times/),
    });
  });

  it.each([
    [401, /`headers`/],
    [404, /needs one that is applied/],
    [503, /503, though it was sent 6 times/],
  ])('when a plain call is answered %s', async (status, message) => {
    const baseUrl = await serve((_request, response) => {
      response.writeHead(status).end();
    });
    expect(await attempt({ baseUrl })).toMatchObject({
      code: 'PLAIN_CALL_FAILED',
      message: expect.stringMatching(message),
    });
  });

  it.each<[string, string, RequestListener]>([
    ['is too long', 'larger than 64 kB', (_request, response) => void response.end('x'.repeat(70_000))],
    ['is no text', 'not UTF-8', (_request, response) => void response.end(Buffer.from([0xff]))],
    [
      'does not end',
      'an answer (200) whose body did not end within 500 ms',
      (_request, response) => void response.write('{'),
    ],
  ])('when the body of a plain call’s answer %s', async (_what, message, listener) => {
    const baseUrl = await serve(listener);
    const timeout = message.includes('500 ms') ? 500 : 10_000;
    expect(await attempt({ baseUrl, timeout })).toMatchObject({
      code: 'PLAIN_CALL_FAILED',
      message: expect.stringContaining(message),
    });
  });

  it('when a plain call is redirected, and follows nobody', async () => {
    const elsewhere = vi.fn(ok);
    const location = await serve(elsewhere);
    const baseUrl = await serve((_request, response) => {
      response.writeHead(307, { location }).end();
    });
    expect(await attempt({ baseUrl })).toMatchObject({ code: 'PLAIN_CALL_FAILED' });
    expect(elsewhere).not.toHaveBeenCalled();
  });

  it('when the participant goes away while it is attacked', async () => {
    let left = 4;
    const baseUrl = await serve((request, response) => {
      left -= 1;
      if (left > 0) ok(request, response);
      else request.socket.destroy();
    });
    expect(await attempt({ baseUrl })).toMatchObject({ code: 'PARTICIPANT_UNREACHABLE' });
  });

  it('when its test data runs out while it is attacked', async () => {
    let stock = 3;
    const baseUrl = await serve((request, response) => {
      stock -= 1;
      if (stock > 0) ok(request, response);
      else response.writeHead(409, { 'Saga-Outcome': 'refused' }).end('{"code":"SOLD_OUT"}');
    });
    expect(await attempt({ baseUrl })).toMatchObject({
      code: 'PLAIN_CALL_FAILED',
      message: expect.stringContaining('SOLD_OUT'),
    });
  });

  it('when what an operation needs before is not applied', async () => {
    const baseUrl = await serve((request, response) => {
      if (request.url === '/run') ok(request, response);
      else response.writeHead(404).end();
    });
    const operations = { confirm: { run, after: ['create'] }, create: { run: () => ({ path: '/create' }) } };
    expect(await attempt({ baseUrl, operations })).toMatchObject({
      code: 'PLAIN_CALL_FAILED',
      message: expect.stringContaining('operations.create.run, which comes before confirm,'),
    });
  });

  it.each([
    ['fails', () => Promise.reject(new Error('the database is away')), 'observe failed'],
    ['gives no number', () => Number.NaN, 'gave NaN'],
    ['does not see the run', () => 7, 'the same number before and after'],
  ])('when observe %s', async (_what, observe, message) => {
    const baseUrl = await serve(ok);
    const error = await attempt({ baseUrl, operations: { reserve: { run, observe } } });
    expect(error).toMatchObject({ code: 'OBSERVATION_FAILED', message: expect.stringContaining(message) });
  });

  it('when it is told to, with the reason that it was told', async () => {
    const stop = new AbortController();
    const baseUrl = await serve((request, response) => {
      stop.abort(new Error('enough'));
      ok(request, response);
    });
    expect(await attempt({ baseUrl, signal: stop.signal })).toMatchObject({ message: 'enough' });
  });
});

describe('a wrong option', () => {
  const good = { baseUrl: 'http://127.0.0.1:9', operations: { reserve: { run } } };
  it.each<[unknown, string]>([
    [undefined, 'The options must be an object, not undefined.'],
    [{ ...good, round: 3 }, "did you mean 'rounds'?"],
    [{ ...good, baseUrl: 'localhost' }, 'baseUrl is no http or https URL'],
    [{ ...good, baseUrl: 'ftp://127.0.0.1' }, 'baseUrl is no http or https URL'],
    [{ ...good, baseUrl: 'http://me:secret-word@127.0.0.1' }, 'baseUrl has a user or a password'],
    [{ ...good, baseUrl: 'http://127.0.0.1/?a=1' }, 'baseUrl has a query'],
    [{ ...good, operations: {} }, 'operations is empty'],
    [{ ...good, operations: [] }, 'operations must be an object'],
    [{ ...good, operations: { 'a/b': { run } } }, `"a/b" is no step's name`],
    [{ ...good, operations: { reserve: {} } }, 'operations.reserve.run must be a function'],
    [{ ...good, operations: { reserve: { run: '/run' } } }, 'operations.reserve.run must be a function, not "/run"'],
    [{ ...good, operations: { reserve: { run, compensation: run } } }, "did you mean 'compensate'?"],
    [
      { ...good, operations: { reserve: { run, mustSucceed: true, compensate: run } } },
      'both mustSucceed and compensate',
    ],
    [{ ...good, operations: { reserve: { run, refuseCompensation: run } } }, 'and no compensate'],
    [{ ...good, operations: { reserve: { run, after: ['create'] } } }, 'names "create"'],
    [{ ...good, operations: { reserve: { run, after: ['reserve'] } } }, "comes back to 'reserve'"],
    [{ ...good, rounds: 0 }, 'rounds is 0; give a whole number from 1 to 10000.'],
    [{ ...good, rounds: '5' }, 'rounds is "5"'],
    [{ ...good, concurrency: 1 }, 'concurrency is 1'],
    [{ ...good, timeout: 1.5 }, 'timeout is 1.5'],
    [{ ...good, seed: -1 }, 'seed is -1'],
    [{ ...good, prefix: 'a/b' }, 'prefix is "a/b"'],
    [{ ...good, headers: { authorization: 'x' } }, 'headers must be a function'],
    [{ ...good, headers: () => ({ authorization: 'secret-word\n' }) }, 'The header "authorization" can\'t be sent'],
    [{ ...good, operations: { reserve: { run: () => ({ path: 'run' }) } } }, "a path that begins with '/'"],
    [{ ...good, operations: { reserve: { run: () => undefined } } }, "a path that begins with '/'"],
    [
      {
        ...good,
        baseUrl: 'http://127.0.0.1:9/api',
        operations: { reserve: { run: () => ({ path: '/../api-of-another' }) } },
      },
      'does not stay below baseUrl',
    ],
  ])('%# is said by name: %j', async (options, message) => {
    const error = await conformance(options as ConformanceOptions).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(TypeError);
    expect((error as Error).message).toContain(message);
    expect((error as Error).message).not.toContain('secret-word');
  });
});
