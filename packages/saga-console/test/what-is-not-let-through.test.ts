// Who may ask the console what, and what it makes of requests that nobody should send. No saga is needed for any of it.
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { Client, Connection } from '@temporalio/client';
import { type Operator, type SagaConsoleOptions, sagaConsole } from 'saga-console';
import { SagaClient, SagaUnavailableError } from 'saga-core/client';
import { afterAll, beforeAll, describe, expect, inject, it, onTestFinished, vi } from 'vitest';
import { RecentLists } from '../src/api/recent-lists.ts';
import { ask, fromPage, posted } from './support/ask.ts';
import { type OpenConsole, openConsole } from './support/open-console.ts';

const decision = { step: 'chargeCard', action: 'retry', reason: 'because', parkedAt: 'run' };
const reading = ['api/operator', 'api/sagas', 'api/saga?id=nobodys', 'api/saga/events?id=nobodys'];
const writing = ['api/saga/decisions?id=nobodys', 'api/saga/cancel?id=nobodys'];
const everyone = { operator: { actor: 'o-1', mayDecide: true }, onlooker: { actor: 'o-2', mayDecide: false } } as const;

let connection: Connection;
let client: SagaClient;
let host: OpenConsole;
beforeAll(async () => {
  connection = await Connection.connect({ address: inject('localStack').temporalAddress });
  client = new SagaClient({ client: new Client({ connection }), taskQueue: 'nobody-polls' });
  host = await openConsole({ client, authorize });
});
afterAll(async () => {
  await host.close();
  await connection.close();
});

function authorize({
  headers,
}: {
  readonly headers: Readonly<Record<string, unknown>>;
}): Operator | 'forbidden' | undefined {
  const { who } = headers;
  if (who === 'customer') return 'forbidden';
  if (who === 'broken') throw new Error('The user database is away.');
  return who === 'onlooker' || who === 'operator' ? everyone[who] : undefined;
}

const deep = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels);
const nested = (levels: number): unknown => JSON.parse(deep(levels));

const as = (who: string, init: RequestInit = {}): RequestInit => ({
  ...init,
  headers: { who, ...(init.headers as Record<string, string>) },
});

describe('nothing is public', () => {
  it('so a console without authorize is not made', () => {
    const without = { client } as unknown as SagaConsoleOptions;
    expect(() => sagaConsole(without)).toThrow(/given no authorize, and shows sagas to nobody without/);
    expect(() => sagaConsole(undefined as unknown as SagaConsoleOptions)).toThrow(/given no client/);
    expect(() => sagaConsole({ client, authorize, signIn: 'cookie' as 'host' })).toThrow(/give 'host' or 'token'/);
    expect(() => sagaConsole({ client, authorize, maxViewers: 0 })).toThrow(/a whole number above 0/);
  });

  it.each([...reading, '', 'page/main.ts', 'page/console.css'])(
    'a stranger gets 401, and who is no operator 403: GET %s',
    async (path) => {
      expect(await ask(host.url, path)).toMatchObject({ status: 401, body: { code: 'NOT_SIGNED_IN' } });
      expect(await ask(host.url, path, as('customer'))).toMatchObject({ status: 403, body: { code: 'FORBIDDEN' } });
    },
  );

  it.each(writing)(
    'a stranger gets 401, who is no operator 403, and who may only look as well: POST %s',
    async (path) => {
      expect(await ask(host.url, path, posted(decision))).toMatchObject({ status: 401 });
      expect(await ask(host.url, path, as('customer', posted(decision)))).toMatchObject({ status: 403 });
      expect(await ask(host.url, path, as('onlooker', posted(decision)))).toMatchObject({
        status: 403,
        body: { code: 'MAY_NOT_DECIDE' },
      });
    },
  );

  it('what authorize throws is the host’s, and what is no operator lets nobody in', async () => {
    expect((await ask(host.url, 'api/operator', as('broken'))).status).toBe(500);
    expect(host.errors.at(-1)).toMatchObject({ message: 'The user database is away.' });
    for (const given of [true, {}, { actor: '', mayDecide: true }, { actor: 'x' }, null, 'admin']) {
      const careless = await openConsole({ client, authorize: () => given as unknown as Operator });
      expect((await ask(careless.url, 'api/operator')).status).toBe(500);
      expect(String(careless.errors[0])).toContain('gave no operator: give { actor, mayDecide }');
      await careless.close();
    }
  });

  it('with tokens the page is shown, since it holds no data, and all data is not', async () => {
    const tokens = await openConsole({ client, authorize, signIn: 'token' });
    expect((await ask(tokens.url, '')).status).toBe(200);
    expect((await ask(tokens.url, 'page/main.ts')).status).toBe(200);
    for (const path of reading) expect((await ask(tokens.url, path)).status).toBe(401);
    await tokens.close();
  });
});

describe('other sites’ pages get nothing, though the browser sends the cookie along', () => {
  const elsewhere: readonly (readonly [string, Record<string, string>])[] = [
    ['without the page’s header', { 'saga-console': '' }],
    ['from another site', { 'sec-fetch-site': 'cross-site' }],
    ['from a sibling domain', { 'sec-fetch-site': 'same-site' }],
    ['typed into the address bar', { 'sec-fetch-site': 'none' }],
    ['from another origin, by an old browser', { origin: 'https://evil.example' }],
    ['from nowhere', { origin: 'null' }],
  ];
  it.each(elsewhere)('%s', async (_name, headers) => {
    for (const path of reading) {
      const answer = await ask(host.url, path, as('operator', { headers }));
      expect(answer).toMatchObject({ status: 403, body: { code: 'NOT_FROM_THE_CONSOLE' } });
    }
    for (const path of writing) {
      const answer = await ask(host.url, path, as('operator', posted(decision, headers)));
      expect(answer).toMatchObject({ status: 403, body: { code: 'NOT_FROM_THE_CONSOLE' } });
    }
  });

  it('and the page itself is let through, by what browsers say of it', async () => {
    const { origin } = new URL(host.url);
    for (const headers of [{ 'sec-fetch-site': 'same-origin' }, { origin }])
      expect((await ask(host.url, 'api/operator', as('operator', { headers }))).body).toEqual(everyone.operator);
  });
});

describe('every answer', () => {
  const policy = [
    "default-src 'none'",
    expect.stringMatching(/^script-src 'self' 'sha256-[\w+/]{43}='$/),
    "style-src 'self'",
    "connect-src 'self'",
    "img-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ];

  it.each(['', 'page/main.ts', 'page/nothing.js', 'api/operator', 'api/saga?id=nobodys', 'nowhere'])(
    'tells browsers to run and load nothing else: %s',
    async (path) => {
      const { headers } = await ask(host.url, path, as('operator'));
      expect(headers.get('content-security-policy')?.split('; ')).toEqual(policy);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('x-frame-options')).toBe('DENY');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
      expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
    },
  );

  it('with data is kept by nobody, and files are asked for again', async () => {
    for (const path of ['', 'api/operator', 'api/sagas', 'api/saga?id=nobodys', 'nowhere', 'page/nothing.js'])
      expect((await ask(host.url, path, as('operator'))).headers.get('cache-control'), path).toBe('no-store');
    const file = await ask(host.url, 'page/console.css', as('operator'));
    expect(file.headers.get('cache-control')).toBe('no-cache');
    // Node's fetch would ask for a fresh one of its own accord.
    const headers = { 'if-none-match': file.headers.get('etag') ?? '', 'cache-control': 'max-age=0' };
    expect((await ask(host.url, 'page/console.css', as('operator', { headers }))).status).toBe(304);
  });

  it('that is an error is a problem (RFC 9457), which repeats nothing of what was sent', async () => {
    const canary = 'canary-5f1e';
    const asked: readonly (readonly [number, string, string, RequestInit])[] = [
      [404, 'NOT_FOUND', `${canary}`, {}],
      [404, 'NOT_FOUND', `api/${canary}`, {}],
      [404, 'NOT_FOUND', `page/${canary}.js`, {}],
      [404, 'NOT_FOUND', 'page/..%2Fpage-files.ts', {}],
      [404, 'NOT_FOUND', 'page/..%2F..%2F..%2Fpackage.json', {}],
      [404, 'NOT_FOUND', 'API/operator', {}],
      [404, 'NOT_FOUND', 'api/operator/', {}],
      [400, 'INVALID_ID', 'api/saga?id=%E0%A4%A', {}],
      [400, 'INVALID_ID', 'api/saga', {}],
      [400, 'INVALID_ID', 'api/saga?id=', {}],
      [400, 'INVALID_ID', `api/saga?id=x&id=${canary}`, {}],
      [400, 'INVALID_QUERY', `api/sagas?status=${canary}`, {}],
      [400, 'INVALID_QUERY', `api/sagas?saga=${canary}'--`, {}],
      [400, 'INVALID_QUERY', 'api/sagas?offset=-1', {}],
      [400, 'INVALID_QUERY', 'api/sagas?offset=1e99', {}],
      [400, 'INVALID_QUERY', `api/sagas?search=${canary.repeat(100)}`, {}],
      [405, 'METHOD_NOT_ALLOWED', 'api/operator', { method: 'DELETE' }],
      [405, 'METHOD_NOT_ALLOWED', 'api/saga/events?id=x', { method: 'PUT' }],
      [405, 'METHOD_NOT_ALLOWED', 'api/saga/cancel?id=x', {}],
      [405, 'METHOD_NOT_ALLOWED', '', { method: 'POST' }],
      [405, 'METHOD_NOT_ALLOWED', 'page/main.ts', { method: 'POST' }],
    ];
    for (const [status, code, path, init] of asked) {
      const answer = await ask(host.url, path, as('operator', init));
      expect([path, answer.status, answer.body.code]).toEqual([path, status, code]);
      expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
      expect(JSON.stringify(answer.body)).not.toContain(canary);
      expect(answer.headers.has('allow')).toBe(status === 405);
    }
    expect((await ask(host.url, 'api/saga?id=nobodys', as('operator'))).body.code).toBe('SAGA_NOT_FOUND');
    expect((await ask(host.url, `api/saga?id=${'x'.repeat(2_000)}`, as('operator'))).status).toBe(404);
    expect((await ask(host.url, 'api/saga?id=a%00b', as('operator'))).status).toBe(404);
  });

  it('about an id that no saga can have is that there is none, and reaches no error handler', async () => {
    const { length } = host.errors;
    const notFound = { status: 404, body: { code: 'SAGA_NOT_FOUND' } };
    // Those of dots, which other tests give to sagas, are no exception.
    const ids = ['…', '\u0001', '\u202e', '%', '+', '?id=x', '#', 'x y', '\n', '\u{10ffff}', '\ufffe', '\0'];
    for (const id of [...ids, '😀'.repeat(250), '😀'.repeat(251), '😀'.repeat(900), 'x'.repeat(1_001)]) {
      const query = `id=${encodeURIComponent(id)}`;
      for (const path of ['', '/events'])
        expect(await ask(host.url, `api/saga${path}?${query}`, as('operator')), id).toMatchObject(notFound);
      for (const path of ['decisions', 'cancel'])
        expect(await ask(host.url, `api/saga/${path}?${query}`, as('operator', posted(decision))), id).toMatchObject(
          notFound,
        );
      if (id.length <= 1_000)
        expect((await ask(host.url, `api/sagas?search=${query.slice(3)}`, as('operator'))).status, id).toBe(200);
    }
    expect(host.errors).toHaveLength(length);
  });

  it('to HEAD has no body', async () => {
    for (const path of ['', 'page/main.ts', 'api/operator', 'api/sagas', 'api/saga/events?id=nobodys'])
      expect(await ask<string>(host.url, path, as('operator', { method: 'HEAD' })), path).toMatchObject({
        status: 200,
        body: '',
      });
  });
});

describe('a decision is taken only whole', () => {
  const send = (body: unknown, headers = {}, path = 'decisions') =>
    ask(host.url, `api/saga/${path}?id=nobodys`, as('operator', posted(body, headers)));

  it.each([
    [415, 'NOT_JSON', decision, { 'content-type': 'text/plain' }],
    [415, 'NOT_JSON', decision, { 'content-type': 'application/x-www-form-urlencoded' }],
    [415, 'NOT_JSON', decision, { 'content-type': 'application/json; charset=latin1' }],
    [415, 'NOT_JSON', decision, { 'content-encoding': 'gzip' }],
    [400, 'INVALID_JSON', '{"step":', {}],
    [413, 'BODY_TOO_LARGE', { ...decision, argument: 'x'.repeat(70_000) }, {}],
    [422, 'INVALID_DECISION', [decision], {}],
    [422, 'INVALID_DECISION', { ...decision, parkedAt: undefined }, {}],
    [422, 'INVALID_DECISION', { ...decision, parkedAt: 7 }, {}],
    [422, 'INVALID_DECISION', { ...decision, argument: nested(100) }, {}],
    [422, 'INVALID_DECISION', { ...decision, step: undefined }, {}],
    [422, 'INVALID_DECISION', { ...decision, step: 7 }, {}],
    [422, 'INVALID_DECISION', { ...decision, reason: '  ' }, {}],
    [422, 'INVALID_DECISION', { ...decision, reason: undefined }, {}],
    [422, 'INVALID_DECISION', { ...decision, reason: 'x'.repeat(501) }, {}],
    [422, 'INVALID_DECISION', { ...decision, reason: ['because'] }, {}],
    [422, 'INVALID_DECISION', { ...decision, action: 'undo' }, {}],
    [422, 'INVALID_DECISION', { ...decision, action: 'constructor' }, {}],
    [422, 'INVALID_DECISION', { ...decision, action: 'resolvedElsewhere', outcome: 'maybe' }, {}],
  ])('%s %s', async (status, code, body, headers) => {
    expect(await send(body, headers)).toMatchObject({ status, body: { code } });
  });

  it('however deep it is nested, and nothing of it reaches the host’s error handler', async () => {
    const { length } = host.errors;
    for (const field of ['argument', 'result', 'other', 'reason']) {
      const text = JSON.stringify({ ...decision, [field]: 0 }).replace(`"${field}":0`, `"${field}":${deep(30_000)}`);
      expect(await send(text), field).toMatchObject({ status: 422, body: { code: 'INVALID_DECISION' } });
    }
    expect((await send(deep(30_000))).status).toBe(422);
    expect((await send({ ...decision, argument: nested(99) })).body.code).toBe('SAGA_NOT_FOUND');
    expect(host.errors).toHaveLength(length);
  });

  it('a cancel needs its reason, too', async () => {
    expect(await send({}, {}, 'cancel')).toMatchObject({ status: 422, body: { code: 'INVALID_DECISION' } });
  });

  it('about a saga that there is', async () => {
    for (const path of ['decisions', 'cancel'])
      expect(await send(decision, {}, path)).toMatchObject({ status: 404, body: { code: 'SAGA_NOT_FOUND' } });
  });
});

it('is at home wherever it is mounted, with the slash that its addresses need', async () => {
  const deep = await openConsole({ client, authorize: () => everyone.operator }, { path: '/internal/ops/console' });
  const without = deep.url.slice(0, -1);
  const answer = await fetch(`${without}?from=mail`, { redirect: 'manual', headers: fromPage });
  expect([answer.status, new URL(answer.headers.get('location') ?? '', without).href]).toEqual([308, deep.url]);
  await deep.close();
});

describe('while Temporal is silent', () => {
  let silent: Server;
  let away: Connection;
  let asking: OpenConsole;
  beforeAll(async () => {
    silent = createServer(() => {}).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    away = Connection.lazy({ address: `127.0.0.1:${(silent.address() as AddressInfo).port}` });
    const sagas = new SagaClient({
      client: new Client({ connection: away }),
      taskQueue: 'nobody-polls',
      within: 300,
      statusAttribute: true,
    });
    asking = await openConsole({ client: sagas, authorize: () => everyone.operator });
  });
  afterAll(async () => {
    await asking.close();
    await away.close();
    silent.close();
  });

  it.each(['', '?search=some-id', '?status=completed', '?status=needsAttention'])(
    'a list says so, and is not waited for: api/sagas%s',
    async (query) => {
      const answer = await ask(asking.url, `api/sagas${query}`);
      expect(answer).toMatchObject({ status: 503, body: { code: 'SAGA_UNAVAILABLE' } });
      expect(answer.headers.get('retry-after')).toBe('2');
      expect(asking.errors).toEqual([]);
    },
  );

  it('a list is bounded as a whole, whatever it waits for, and what failed is asked anew', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
    onTestFinished(() => void vi.useRealTimers());
    let listed = 0;
    const hanging = {
      list: async function* () {
        listed += 1;
        await new Promise(() => {});
        yield* [];
      },
    } as unknown as SagaClient;
    const lists = new RecentLists(hanging);
    const both = [lists.list({ offset: 0 }), lists.list({ offset: 0 })].map((list) =>
      expect(list).rejects.toBeInstanceOf(SagaUnavailableError),
    );
    await vi.advanceTimersByTimeAsync(10_000);
    await Promise.all(both);
    expect(listed).toBe(1);
    const again = expect(lists.list({ offset: 0 })).rejects.toBeInstanceOf(SagaUnavailableError);
    expect(listed).toBe(2);
    await vi.advanceTimersByTimeAsync(10_000);
    await again;
  });
});
