import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { createDatabase, type TestDatabase } from '@saga/local-stack';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { readApiConfig } from '../../src/api/config.ts';
import { addressKey } from '../../src/api/hardening/address-key.ts';
import { OrderApiClient } from './order-api-client.ts';
import { type RunningProcess, startProcess } from './running-process.ts';

const entry = 'examples/order-service/src/api/main.ts';
const shop = 'https://shop.example';
let database: TestDatabase;
let api: RunningProcess;
let customer: OrderApiClient;
const started: RunningProcess[] = [];

beforeAll(async () => {
  database = await createDatabase(inject('localStack').postgresAdminUrl);
  api = await start({ CORS_ALLOWED_ORIGINS: `${shop},http://127.0.0.1:8000` });
  customer = await OrderApiClient.as(api.url);
});
afterAll(async () => {
  await Promise.all(started.map((each) => each.kill()));
  await database.drop();
});

async function start(env: Readonly<Record<string, string>>): Promise<RunningProcess> {
  const process = await startProcess(entry, {
    ORDER_API_DATABASE_URL: database.url,
    TEMPORAL_ADDRESS: '127.0.0.1:1',
    RATE_LIMIT_PER_TOKEN: '0',
    RATE_LIMIT_PER_ADDRESS: '0',
    // Whatever else the machine does is no overload to be tested by accident.
    MAX_EVENT_LOOP_DELAY_MS: '0',
    ...env,
  });
  started.push(process);
  return process;
}

describe('a browser', () => {
  const preflight = (origin: string) =>
    fetch(`${api.url}/api/v1/orders`, {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization,idempotency-key',
      },
    });

  test('may call from an origin of the list: the preflight, which has no token, is answered', async () => {
    const answer = await preflight(shop);
    expect(answer.status).toBe(204);
    expect(answer.headers.get('access-control-allow-origin')).toBe(shop);
    expect(answer.headers.get('access-control-allow-methods')).toBe('GET,POST');
    expect(answer.headers.get('access-control-allow-headers')?.toLowerCase()).toContain('idempotency-key');
    expect(answer.headers.get('access-control-allow-credentials')).toBeNull();
  });

  test('may read answers there, refusals too, with all headers that matter', async () => {
    const refused = await fetch(`${api.url}/api/v1/orders`, { headers: { origin: shop } });
    expect(refused.status).toBe(401);
    for (const answer of [refused, await customer.send('GET', '/api/v1/orders', { headers: { origin: shop } })]) {
      expect(answer.headers.get('access-control-allow-origin')).toBe(shop);
      const exposed = answer.headers.get('access-control-expose-headers')?.split(',');
      expect(exposed).toEqual(
        expect.arrayContaining([
          ...['Location', 'ETag', 'Retry-After', 'RateLimit', 'RateLimit-Policy', 'X-Request-Id', 'Preference-Applied'],
        ]),
      );
    }
  });

  test.each(['https://evil.example', `${shop}.evil.example`, 'null', `${shop}:8443`])(
    'may not from %s',
    async (origin) => {
      expect((await preflight(origin)).headers.get('access-control-allow-origin')).toBeNull();
      const answer = await customer.send('GET', '/api/v1/orders', { headers: { origin } });
      expect(answer.headers.get('access-control-allow-origin')).toBeNull();
      expect(answer.headers.get('vary')).toContain('Origin');
    },
  );

  test('is told to run, embed and keep nothing, except for the documents', async () => {
    for (const path of ['/api/v1/orders', '/api/v1/nothing', '/health/live', '/nowhere']) {
      const answer = await customer.send('GET', path);
      expect(answer.headers.get('content-security-policy')).toBe(
        "default-src 'none';base-uri 'none';form-action 'none';frame-ancestors 'none'",
      );
      expect(answer.headers.get('x-frame-options')).toBe('DENY');
      expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
      expect(answer.headers.get('x-powered-by')).toBeNull();
      expect(answer.headers.get('cache-control')).toBe('no-store');
    }
    for (const path of ['/api/v1/openapi.json', '/api/v1/docs', '/api/v1/problems/key-reused']) {
      const answer = await fetch(`${api.url}${path}`);
      expect([path, answer.status, answer.headers.get('cache-control')]).toEqual([path, 200, 'public, max-age=300']);
      await answer.body?.cancel();
    }
    expect((await fetch(`${api.url}/api/v1/problems/none`)).headers.get('cache-control')).toBe('no-store');
  });
});

describe('a body', () => {
  const place = (body: string) =>
    customer.send('POST', '/api/v1/orders', {
      body,
      headers: { 'content-type': 'application/json', 'idempotency-key': 'deep' },
    });

  test.each([
    ['5,000 lists', `${'['.repeat(5_000)}${']'.repeat(5_000)}`],
    ['10,000 lists that are never closed', '['.repeat(10_000)],
    ['1,000 objects', `${'{"items":'.repeat(1_000)}1${'}'.repeat(1_000)}`],
    ['33 lists', `${'['.repeat(33)}${']'.repeat(33)}`],
  ])('of %s deep is refused before anything walks through it', async (_what, body) => {
    const answer = await place(body);
    expect([answer.status, answer.body.code]).toEqual([400, 'JSON_TOO_DEEP']);
  });

  test('with brackets in its texts is not taken for a deep one', async () => {
    const answer = await place(JSON.stringify({ items: [], paymentMethod: `${'[{'.repeat(100)}\\"${'['.repeat(50)}` }));
    expect([answer.status, answer.body.code]).toEqual([422, 'INVALID_BODY']);
  });

  test('that does not come to its end is 408', { timeout: 20_000 }, async () => {
    const socket = connect(api.port, '127.0.0.1');
    socket.write(
      `POST /api/v1/orders HTTP/1.1\r\nHost: a\r\nConnection: close\r\nAuthorization: Bearer ${customer.token}\r\nIdempotency-Key: slow\r\nContent-Type: application/json\r\nContent-Length: 10\r\n\r\n{`,
    );
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 408 .*"code":"REQUEST_TIMEOUT"/s);
    expect((await customer.list()).status).toBe(200);
  });
});

describe('an address', () => {
  test('that a trusted proxy names has a limit of its own; what its client adds to it is not believed', async () => {
    const behindProxy = await start({ TRUST_PROXY: '1', RATE_LIMIT_PER_ADDRESS: '1' });
    const statuses = async (forwarded: (index: number) => string) => {
      // Many more than may come in the seconds that sending them takes.
      const answers = Array.from({ length: 50 }, (_, index) =>
        fetch(`${behindProxy.url}/api/v1/orders`, { headers: { 'x-forwarded-for': forwarded(index) } }),
      );
      return (await Promise.all(answers)).map(({ status }) => status);
    };
    expect(await statuses((index) => `10.0.0.${index}`)).toEqual(Array(50).fill(401));
    expect(await statuses((index) => `192.0.2.${index}, 10.0.1.1`)).toContain(429);
    expect(await statuses((index) => `2001:db8:1:${index}::1`)).toContain(429);
    expect(await statuses((index) => `no-address-${index}`)).toContain(429);
    await behindProxy.stop();
  });

  test('is limited for failed authentications as for any other request, before a token is looked at', async () => {
    const limited = await start({ RATE_LIMIT_PER_ADDRESS: '1' });
    const guess = () => fetch(`${limited.url}/api/v1/orders`, { headers: { authorization: 'Bearer a.b.c' } });
    const answers = await Promise.all(Array.from({ length: 20 }, guess));
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThan(10);
    expect(Number(refused[0]?.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(refused[0]?.headers.get('ratelimit')).toMatch(/^"address"; r=0; t=\d+$/);
    expect(refused[0]?.headers.get('ratelimit-policy')).toMatch(/^"address"; q=5; w=5; pk=:.+:$/);
    await limited.stop();
  });

  test('of IPv6 counts by its first 56 bits, a mapped one as the IPv4 address that it is', () => {
    expect(addressKey('2001:db8:1:2::1')).toBe(addressKey('2001:db8:1:ff:ffff::9'));
    expect(addressKey('2001:db8:1:2::1')).not.toBe(addressKey('2001:db8:1:100::1'));
    expect(addressKey('::ffff:192.0.2.1')).toBe('192.0.2.1');
    expect(addressKey('junk')).toBe(addressKey(''));
  });
});

describe('settings', () => {
  const env = { ORDER_API_DATABASE_URL: 'postgres://127.0.0.1/x' };

  test.each([
    ['TRUST_PROXY', 'true'],
    ['TRUST_PROXY', '11'],
    ['TRUST_PROXY', '-1'],
    ['TRUST_PROXY', '0.0.0.0/0'],
    ['TRUST_PROXY', '10.0.0.0/33'],
    ['TRUST_PROXY', '10.0.0.1,proxy'],
    ['CORS_ALLOWED_ORIGINS', '*'],
    ['CORS_ALLOWED_ORIGINS', 'https://shop.example/'],
    ['CORS_ALLOWED_ORIGINS', 'https://shop.example,shop.example'],
    ['CORS_ALLOWED_ORIGINS', 'null'],
    ['MAX_REQUESTS_IN_FLIGHT', 'many'],
    ['MAX_EVENT_LOOP_DELAY_MS', '-1'],
    ['ORDER_SERVICE_URL', 'order'],
    ['PAYMENT_SERVICE_URL', 'ftp://payment'],
  ])('%s=%s is refused with the remedy', (name, value) => {
    expect(() => readApiConfig({ ...env, [name]: value })).toThrow(new RegExp(`${name} is not valid: .*Set it to`));
  });

  test.each([
    ['false', false],
    ['0', false],
    ['2', 2],
    ['10.0.0.0/8, ::1', ['10.0.0.0/8', '::1']],
  ])('TRUST_PROXY=%s is taken', (value, expected) => {
    expect(readApiConfig({ ...env, TRUST_PROXY: value }).trustProxy).toEqual(expected);
  });
});
