import { randomUUID } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { expect } from 'vitest';
import { type OrderApiClient, oneBook } from '../api/order-api-client.ts';
import { rawRequest } from './raw-request.ts';
import { checksOf, type SecurityAnswer, type SecurityCheck, type Target } from './security-check.ts';

const line = { sku: 'sku-book', quantity: 1 };
const address = { line1: 'Main Street 1', city: 'Bonn', postalCode: '53111', country: 'DE' };

function post(
  customer: OrderApiClient,
  body: string | Buffer,
  headers: Record<string, string> = {},
): Promise<SecurityAnswer> {
  return customer.send('POST', '/api/v1/orders', {
    headers: { 'content-type': 'application/json', 'idempotency-key': randomUUID(), ...headers },
    body: new Uint8Array(Buffer.from(body)),
  });
}

const placing = (send: string, body: unknown, ...expected: number[]): SecurityCheck => ({
  send,
  expect: expected,
  act: ({ owner }) => owner.place(body),
});

const posting = (send: string, body: string, ...expected: number[]): SecurityCheck => ({
  send,
  expect: expected,
  act: ({ owner }) => post(owner, body),
});

function unpolluted(): void {
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
}

function head({ owner }: Target, headers: readonly string[]): string {
  const all = [
    'POST /api/v1/orders HTTP/1.1',
    'Host: api',
    `Authorization: Bearer ${owner.token}`,
    `Idempotency-Key: ${randomUUID()}`,
    ...headers,
  ];
  return `${all.join('\r\n')}\r\n\r\n`;
}

const json = JSON.stringify(oneBook);

/** Bodies that break a rule, that are no JSON, or that are there to break the reader. */
export const bodyChecks: readonly SecurityCheck[] = [
  ...checksOf<unknown>(
    [0, -1, 1.5, 1001, 2 ** 31, 2 ** 53 + 2, 1e15, 1e308, '2', '', true, false, null, [2], {}, [], '1e3'],
    (quantity) =>
      placing(`quantity ${JSON.stringify(quantity)}`, { ...oneBook, items: [{ sku: 'sku-book', quantity }] }, 422),
  ),
  ...checksOf(['9007199254740993', '1e400', '-0.0000001', '0.1e1000'], (literal) =>
    posting(
      `quantity ${literal}, as it is`,
      `{"items":[{"sku":"sku-book","quantity":${literal}}],"paymentMethod":"pm_ok"}`,
      422,
    ),
  ),
  ...checksOf(['NaN', 'Infinity', '0x10', '01', '1_000'], (literal) =>
    posting(
      `quantity ${literal}, which is no JSON`,
      `{"items":[{"sku":"sku-book","quantity":${literal}}],"paymentMethod":"pm_ok"}`,
      400,
    ),
  ),
  placing('no quantity', { ...oneBook, items: [{ sku: 'sku-book' }] }, 422),
  placing('empty items', { ...oneBook, items: [] }, 422),
  placing('101 items', { ...oneBook, items: Array(101).fill(line) }, 422),
  placing('10,001 items', { ...oneBook, items: Array(10_001).fill(line) }, 413),
  ...checksOf(
    [
      'sku-ghost',
      "' OR 1=1--",
      "sku-book'; drop table order_intents;--",
      '../../health',
      '..',
      '%00',
      '{{7*7}}',
      '<script>',
      'sku-book ',
    ],
    (sku) => placing(`the SKU ${sku}`, { ...oneBook, items: [{ sku, quantity: 1 }] }, 422),
  ),
  placing('a SKU of 10 kB', { ...oneBook, items: [{ sku: 'x'.repeat(10_240), quantity: 1 }] }, 413),
  placing('a SKU of 9 kB', { ...oneBook, items: [{ sku: 'x'.repeat(9_000), quantity: 1 }] }, 422),
  ...checksOf(['a\r\nX-Injected: 1', 'a\u0000b', '\u001b[31m', '\ud800'], (sku) =>
    placing(`the SKU ${JSON.stringify(sku)}`, { ...oneBook, items: [{ sku, quantity: 1 }] }, 422),
  ),
  ...checksOf(['pm_', 'ok', 'pm_ok\n', 'pm_\u0000', `pm_${'x'.repeat(65)}`, "pm_' OR 1=1--"], (paymentMethod) =>
    placing(`the payment method ${JSON.stringify(paymentMethod).slice(0, 40)}`, { ...oneBook, paymentMethod }, 422),
  ),
  placing('an address with control characters', { ...oneBook, shippingAddress: { ...address, city: 'a\r\nb' } }, 422),
  placing('an address of 101 characters', { ...oneBook, shippingAddress: { ...address, line1: 'x'.repeat(101) } }, 422),
  placing('a country that is none', { ...oneBook, shippingAddress: { ...address, country: 'XX' } }, 422),
  ...checksOf(
    [
      '{"items":[{"sku":"sku-book","quantity":1}],"paymentMethod":"pm_ok","__proto__":{"polluted":1}}',
      '{"items":[{"sku":"sku-book","quantity":1,"__proto__":{"polluted":1}}],"paymentMethod":"pm_ok"}',
      '{"items":[{"sku":"sku-book","quantity":1}],"paymentMethod":"pm_ok","constructor":{"prototype":{"polluted":1}}}',
      '{"items":[{"sku":"sku-book","quantity":1,"constructor":{"prototype":{"polluted":1}}}],"paymentMethod":"pm_ok"}',
      '{"__proto__":{"items":[{"sku":"sku-book","quantity":1}]},"items":[{"sku":"sku-book","quantity":1}],"paymentMethod":"pm_ok"}',
    ],
    (body) => ({ ...posting(`the body ${body.slice(0, 60)}\u2026`, body, 400), also: unpolluted }),
  ),
  ...checksOf(
    ['__proto__[polluted]=1', '__proto__=1', 'constructor.prototype.polluted=1', 'constructor[prototype][polluted]=1'],
    (query) => ({
      send: `the query ${query}`,
      expect: [400],
      act: ({ owner }: Target) => owner.list(`?${query}`),
      also: unpolluted,
    }),
  ),
  posting('JSON 10,000 levels deep', '['.repeat(10_000) + ']'.repeat(10_000), 400, 413),
  posting('JSON 5,000 levels deep, which fits', '['.repeat(5_000) + ']'.repeat(5_000), 400, 413),
  posting('JSON 1,000 objects deep', `${'{"a":'.repeat(1_000)}1${'}'.repeat(1_000)}`, 400),
  posting('JSON that is cut off', '{"items":[', 400),
  posting('two JSON texts', `${json}${json}`, 400),
  posting('JSON with a byte order mark', `\ufeff${json}`, 400),
  posting('an empty text', '', 400),
  posting(
    'a field twice',
    '{"items":[],"items":[{"sku":"sku-book","quantity":1}],"paymentMethod":"pm_ok","paymentMethod":7}',
    422,
  ),
  {
    send: 'a text that is no UTF-8',
    expect: [400],
    act: ({ owner }) =>
      post(
        owner,
        Buffer.from(JSON.stringify({ ...oneBook, shippingAddress: { ...address, line1: 'Caf\u00e9' } }), 'latin1'),
      ),
  },
  {
    send: 'two Content-Types',
    expect: [415],
    act: (target) =>
      rawRequest(
        target.stack.api.port,
        `${head(target, ['Content-Type: application/json', 'Content-Type: text/plain', `Content-Length: ${json.length}`])}${json}`,
      ),
  },
  {
    send: 'Transfer-Encoding: gzip, chunked',
    expect: [415],
    act: (target) =>
      rawRequest(
        target.stack.api.port,
        `${head(target, ['Content-Type: application/json', 'Transfer-Encoding: gzip, chunked'])}${json.length.toString(16)}\r\n${json}\r\n0\r\n\r\n`,
      ),
  },
  placing('a body of 1 MB', { ...oneBook, note: 'x'.repeat(1_000_000) }, 413),
  {
    send: 'a body of 100 MB, streamed: answered before it has arrived',
    expect: [413],
    act: (target) =>
      rawRequest(
        target.stack.api.port,
        `${head(target, ['Content-Type: application/json', 'Content-Length: 104857600'])}${'x'.repeat(20_000)}`,
      ),
  },
  {
    send: 'a body without a length that never ends',
    expect: [413],
    act: (target) =>
      rawRequest(
        target.stack.api.port,
        `${head(target, ['Content-Type: application/json', 'Transfer-Encoding: chunked'])}4e20\r\n${'x'.repeat(20_000)}\r\n`,
      ),
  },
  {
    send: 'a Content-Length that is too long for what comes',
    expect: [400, 0],
    act: (target) =>
      rawRequest(
        target.stack.api.port,
        `${head(target, ['Content-Type: application/json', 'Content-Length: 5000'])}${json}`,
        {
          end: true,
        },
      ),
  },
  {
    send: 'a Content-Length that is too short for what comes',
    expect: [400],
    act: (target) =>
      rawRequest(
        target.stack.api.port,
        `${head(target, ['Content-Type: application/json', 'Content-Length: 5'])}${json}`,
      ),
  },
  ...checksOf(
    [
      'text/plain',
      'application/xml',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
      'application/json; charset=utf-16',
      'application/json-patch+json',
      'text/json',
      '',
    ],
    (type) => ({
      send: `Content-Type: ${type}`,
      expect: [415],
      act: ({ owner }: Target) => post(owner, json, { 'content-type': type }),
    }),
  ),
  {
    send: 'no Content-Type',
    expect: [415],
    act: (target) => rawRequest(target.stack.api.port, `${head(target, [`Content-Length: ${json.length}`])}${json}`),
  },
  ...checksOf(['gzip', 'deflate', 'br', 'zstd'], (encoding) => ({
    send: `a body of 10 MB that ${encoding} makes small`,
    expect: [415],
    act: ({ owner }: Target) => post(owner, gzipSync(Buffer.alloc(10_000_000, 'x')), { 'content-encoding': encoding }),
  })),
];
