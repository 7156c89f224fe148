import { createHmac, randomUUID } from 'node:crypto';
import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { developmentPublicKey } from '../../src/api/auth/development-keys.ts';
import { type ApiStack, startApiStack } from './api-stack.ts';
import { type Answer, OrderApiClient, oneBook, type ProblemBody } from './order-api-client.ts';

let stack: ApiStack;
let customer: OrderApiClient;

beforeAll(async () => {
  stack = await startApiStack();
  customer = await OrderApiClient.as(stack.api.url);
});
afterAll(() => stack.stop());

const line = { sku: 'sku-book', quantity: 1 };
const address = { line1: 'Main Street 1', city: 'Bonn', postalCode: '53111', country: 'DE' };

/** What every refusal must hold to, whatever was sent. */
async function refused(send: () => Promise<Answer<ProblemBody>>, status: number, code?: string): Promise<void> {
  const rows = async () => (await stack.pool.query('select count(*) from order_intents')).rows[0].count;
  const before = await rows();
  const answer = await send();
  expect({ status: answer.status, code: answer.body.code }).toEqual({ status, code: code ?? expect.any(String) });
  expect(answer.headers.get('content-type')).toContain('application/problem+json');
  expect(answer.headers.get('cache-control')).toBe('no-store');
  expect(answer.text).not.toMatch(/node_modules|\.[tj]s:|\n\s+at |select |insert |zod|express|postgres|temporal/i);
  expect(await rows()).toBe(before);
}

describe('a body that breaks a rule is refused', () => {
  test.each<[string, unknown, number, string]>([
    ['no items', { items: [], paymentMethod: 'pm_ok' }, 422, 'INVALID_BODY'],
    ['items missing', { paymentMethod: 'pm_ok' }, 422, 'INVALID_BODY'],
    ['items no list', { items: { 0: line }, paymentMethod: 'pm_ok' }, 422, 'INVALID_BODY'],
    ['101 items', { items: Array(101).fill(line), paymentMethod: 'pm_ok' }, 422, 'INVALID_BODY'],
    ['10,001 items', { items: Array(10_001).fill(line), paymentMethod: 'pm_ok' }, 413, 'BODY_TOO_LARGE'],
    ...[0, -1, 1.5, 1001, 2 ** 31, 2 ** 53, 1e15, '2', true, null, [2], {}].map(
      (quantity): [string, unknown, number, string] => [
        `quantity ${JSON.stringify(quantity)}`,
        { items: [{ sku: 'sku-book', quantity }], paymentMethod: 'pm_ok' },
        422,
        'INVALID_BODY',
      ],
    ),
    ...['sku-ghost', "' OR 1=1--", '../health', '..', '.', 'sku-book/../sku-pen', '%2e%2e', 'sku-book?x=1', 'é'].map(
      (sku): [string, unknown, number, string] => [
        `SKU ${sku}`,
        { items: [{ sku, quantity: 1 }], paymentMethod: 'pm_ok' },
        422,
        'UNKNOWN_SKU',
      ],
    ),
    ...['', 'x'.repeat(65), 'a\u0000b', 'a\r\nb', '\ud800', 7, null].map((sku): [string, unknown, number, string] => [
      `SKU ${JSON.stringify(sku)}`,
      { items: [{ sku, quantity: 1 }], paymentMethod: 'pm_ok' },
      422,
      'INVALID_BODY',
    ]),
    [
      'a SKU of 10 kB',
      { items: [{ sku: 'x'.repeat(10_240), quantity: 1 }], paymentMethod: 'pm_ok' },
      413,
      'BODY_TOO_LARGE',
    ],
    ...['ok', 'pm_', 'pm_ ok', 'pm_\u0000', 7].map((paymentMethod): [string, unknown, number, string] => [
      `payment method ${JSON.stringify(paymentMethod)}`,
      { items: [line], paymentMethod },
      422,
      'INVALID_BODY',
    ]),
    ...(
      [
        { ...address, country: 'XX' },
        { ...address, country: 'de' },
        { ...address, city: '' },
        { ...address, city: 'x'.repeat(101) },
        { ...address, line1: '\ud800' },
        { ...address, postalCode: 'a\u0000' },
        { line1: 'Main Street 1' },
        'Main Street 1',
        null,
      ] as unknown[]
    ).map((shippingAddress): [string, unknown, number, string] => [
      `address ${JSON.stringify(shippingAddress).slice(0, 60)}`,
      { ...oneBook, shippingAddress },
      422,
      'INVALID_BODY',
    ]),
    ...[
      'customerId',
      'ownerId',
      'id',
      'status',
      'price',
      'total',
      'currency',
      'discount',
      'createdAt',
      'constructor',
    ].map((field): [string, unknown, number, string] => [
      `a field ${field}`,
      { ...oneBook, [field]: 'x' },
      400,
      'UNKNOWN_FIELD',
    ]),
    ['a price in a line', { items: [{ ...line, unitPrice: 1 }], paymentMethod: 'pm_ok' }, 400, 'UNKNOWN_FIELD'],
    ['a field more in the address', { ...oneBook, shippingAddress: { ...address, name: 'x' } }, 400, 'UNKNOWN_FIELD'],
    ['a list', [oneBook], 422, 'INVALID_BODY'],
    ['null', null, 422, 'INVALID_BODY'],
    ['a number', 7, 422, 'INVALID_BODY'],
  ])('%s', async (_what, body, status, code) => {
    await refused(() => customer.place<ProblemBody>(body), status, code);
  });

  test.each([
    ['__proto__', '{"items":[{"sku":"sku-book","quantity":1}],"paymentMethod":"pm_ok","__proto__":{"polluted":1}}'],
    [
      '__proto__ in a line',
      '{"items":[{"sku":"sku-book","quantity":1,"__proto__":{"polluted":1}}],"paymentMethod":"pm_ok"}',
    ],
    ['constructor.prototype', '{"items":[],"paymentMethod":"pm_ok","constructor":{"prototype":{"polluted":1}}}'],
  ])('%s pollutes nothing', async (_what, body) => {
    await refused(() => raw({ body }), 400, 'UNKNOWN_FIELD');
    expect((await customer.place(oneBook)).text).not.toContain('polluted');
  });
});

describe('a request that is not well formed is refused', () => {
  test.each<[string, { body?: string; headers?: Record<string, string> }, number, string?]>([
    ['broken JSON', { body: '{"items":' }, 400, 'MALFORMED_JSON'],
    ['no body', {}, 400, 'MISSING_BODY'],
    ['JSON 5,000 levels deep', { body: '['.repeat(5_000) + ']'.repeat(5_000) }, 400, 'JSON_TOO_DEEP'],
    ['a body of 1 MB', { body: JSON.stringify({ ...oneBook, note: 'x'.repeat(1_000_000) }) }, 413, 'BODY_TOO_LARGE'],
    ['text/plain', { body: JSON.stringify(oneBook), headers: { 'content-type': 'text/plain' } }, 415],
    ['XML', { body: '<order/>', headers: { 'content-type': 'application/xml' } }, 415],
    ['a form', { body: 'a=b', headers: { 'content-type': 'application/x-www-form-urlencoded' } }, 415],
    ['another charset', { body: '{}', headers: { 'content-type': 'application/json; charset=utf-16le' } }, 415],
    ['a compression that is not known', { body: '{}', headers: { 'content-encoding': 'x-zip' } }, 415],
    ['a compressed body', { body: '{}', headers: { 'content-encoding': 'gzip' } }, 415],
    ['no Idempotency-Key', { body: '{}', headers: { 'idempotency-key': 'REMOVE' } }, 400, 'MISSING_IDEMPOTENCY_KEY'],
    ['an empty key', { body: '{}', headers: { 'idempotency-key': '' } }, 400, 'INVALID_IDEMPOTENCY_KEY'],
    [
      'a key of 256 characters',
      { body: '{}', headers: { 'idempotency-key': 'k'.repeat(256) } },
      400,
      'INVALID_IDEMPOTENCY_KEY',
    ],
    [
      'a key of 10 kB',
      { body: '{}', headers: { 'idempotency-key': 'k'.repeat(10_240) } },
      400,
      'INVALID_IDEMPOTENCY_KEY',
    ],
    ['a key with a space', { body: '{}', headers: { 'idempotency-key': 'a b' } }, 400, 'INVALID_IDEMPOTENCY_KEY'],
    [
      'a key that is not ASCII',
      { body: '{}', headers: { 'idempotency-key': 'schl\u00fcssel' } },
      400,
      'INVALID_IDEMPOTENCY_KEY',
    ],
    ['a wait of 31 seconds', { body: JSON.stringify(oneBook), headers: { prefer: 'wait=31' } }, 400, 'INVALID_PREFER'],
  ])('%s', async (_what, { body, headers }, status, code) => {
    await refused(
      () => raw({ ...(body !== undefined && { body }), ...(headers !== undefined && { headers }) }),
      status,
      code,
    );
  });

  test('a body without a Content-Type', async () => {
    expect(await statusOfPlainPost({ 'content-length': '2' }, '{}')).toBe(415);
  });

  test('a body that never ends is refused before it has arrived', async () => {
    expect(
      await statusOfPlainPost(
        { 'content-type': 'application/json', 'transfer-encoding': 'chunked' },
        'x'.repeat(20_000),
        false,
      ),
    ).toBe(413);
  });
});

describe('a list is refused', () => {
  test.each([
    'customerId=customer-1',
    'limit=0',
    'limit=101',
    'limit=1.5',
    'limit=x',
    'limit=',
    'limit=1&limit=2',
    'status=pending',
    'status=',
    'cursor=x',
    `cursor=${'x'.repeat(300)}`,
    '__proto__[polluted]=1',
    '__proto__=1',
    'constructor=1',
  ])('with %s', async (query) => {
    await refused(() => customer.list<ProblemBody>(`?${query}`), 400);
  });
});

describe('what is not there', () => {
  test.each([
    ['PUT', '/api/v1/orders', 'GET, POST'],
    ['DELETE', '/api/v1/orders', 'GET, POST'],
    ['POST', `/api/v1/orders/${randomUUID()}`, 'GET'],
    ['PATCH', `/api/v1/orders/${randomUUID()}`, 'GET'],
    ['GET', `/api/v1/orders/${randomUUID()}/cancel`, 'POST'],
  ])('%s %s is 405 and says what is', async (method, path, allow) => {
    await refused(() => customer.send(method, path), 405, 'METHOD_NOT_ALLOWED');
    expect((await customer.send(method, path)).headers.get('allow')).toBe(allow);
  });

  test.each(['/api/v1', '/api/v1/nothing', '/api/v1/orders/x/y'])('%s is 404', async (path) => {
    await refused(() => customer.send('GET', path), 404);
  });

  test('a path that is not percent-encoded is 400', async () => {
    await refused(() => customer.send('GET', '/api/v1/orders/%E0%A4%A'), 400);
  });
});

describe('without a good token nothing is answered', () => {
  const pem = developmentPublicKey().export({ type: 'spki', format: 'pem' });
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const hs256 = `${part({ alg: 'HS256' })}.${part({ sub: 'customer-1', exp: 4e9 })}`;

  test.each([
    ['', 'UNAUTHORIZED'],
    ['Bearer', 'UNAUTHORIZED'],
    ['Basic Zm9vOmJhcg==', 'UNAUTHORIZED'],
    ['Bearer a.b.c', 'UNAUTHORIZED'],
    ['Bearer a b', 'UNAUTHORIZED'],
    [`Bearer ${'x'.repeat(12_000)}`, 'UNAUTHORIZED'],
    [`Bearer ${part({ alg: 'none' })}.${part({ sub: 'customer-1' })}.`, 'UNAUTHORIZED'],
    [`Bearer ${hs256}.${createHmac('sha256', pem).update(hs256).digest('base64url')}`, 'UNAUTHORIZED'],
  ])('%.60s', async (authorization, code) => {
    for (const path of ['/api/v1/orders', `/api/v1/orders/${randomUUID()}`, '/api/v1/nothing']) {
      await refused(() => customer.send('GET', path, { headers: { authorization } }), 401, code);
    }
    const answer = await customer.send('GET', '/api/v1/orders', { headers: { authorization } });
    expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer/);
  });

  test('a header of 100 kB is refused and the next request is served', async () => {
    const authorization = `Bearer ${'x'.repeat(100_000)}`;
    expect((await customer.send('GET', '/api/v1/orders', { headers: { authorization } })).status).toBe(431);
    expect((await customer.list()).status).toBe(200);
  });
});

test('after all of that a good order is accepted by the same process, with the headers that browsers heed', async () => {
  const answer = await customer.place({ ...oneBook, shippingAddress: address });
  expect(answer.status).toBe(202);
  expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
  expect(answer.headers.get('x-powered-by')).toBeNull();
  expect(answer.headers.get('cache-control')).toBe('no-store');
  expect((await fetch(`${stack.api.url}/health/live`)).status).toBe(200);
});

test('no log line knows a token, a key or an address', async () => {
  const canary = 'CANARY-7f3a';
  await customer.place({ ...oneBook, shippingAddress: { ...address, line1: canary } }, { key: `key-${canary}` });
  await customer.place({ ...oneBook, [canary]: canary });
  await customer.send('GET', `/api/v1/orders/${canary}?${canary}=1`, {
    headers: { authorization: `Bearer ${canary}` },
  });
  expect(stack.api.log.join('\n')).not.toContain(canary);
  expect(stack.api.log.join('\n')).not.toContain('eyJ');
});

async function raw({ body, headers = {} }: { body?: string; headers?: Record<string, string> }) {
  const all = new Headers({ 'content-type': 'application/json', 'idempotency-key': randomUUID(), ...headers });
  if (headers['idempotency-key'] === 'REMOVE') all.delete('idempotency-key');
  return customer.send<ProblemBody>('POST', '/api/v1/orders', { headers: all, ...(body !== undefined && { body }) });
}

async function statusOfPlainPost(
  headers: Record<string, string>,
  body: string,
  end = true,
): Promise<number | undefined> {
  const authorization = `Bearer ${customer.token}`;
  return new Promise((resolve, reject) => {
    const sent = request(
      `${stack.api.url}/api/v1/orders`,
      { method: 'POST', headers: { ...headers, authorization, 'idempotency-key': randomUUID() } },
      (response) => {
        resolve(response.statusCode);
        sent.destroy();
      },
    );
    sent.on('error', reject);
    sent.write(body);
    if (end) sent.end();
  });
}
