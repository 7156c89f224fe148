import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { rawRequest } from './raw-request.ts';
import { checksOf, type SecurityAnswer, type SecurityCheck, type Target } from './security-check.ts';

const injected = /x-injected/i;
// JSON of ours, a line that says first where Temporal is, and what Node says once of how the console's page is run from source.
const known = /^(\{|Temporal|\(node:\d+\) ExperimentalWarning: stripTypeScriptTypes |\(Use `node --trace-warnings )/;

function notInjected(answer: SecurityAnswer, { stack }: Target): void {
  expect([...answer.headers].some(([name]) => injected.test(name))).toBe(false);
  // A log line that somebody else wrote would be none of these.
  expect(stack.api.log.filter((text) => !known.test(text))).toEqual([]);
}

function get({ owner }: Target, lines: readonly string[]): string {
  return `${[`GET /api/v1/orders HTTP/1.1`, 'Host: api', `Authorization: Bearer ${owner.token}`, ...lines].join('\r\n')}\r\n\r\n`;
}

/** Requests that are no good HTTP, or that try to be taken for two. */
export const transportChecks: readonly SecurityCheck[] = [
  {
    send: 'a correlation id with a line break, percent-encoded',
    expect: [200],
    act: ({ owner }) => owner.send('GET', '/api/v1/orders', { headers: { 'x-request-id': 'a%0d%0aX-Injected: 1' } }),
    also: notInjected,
  },
  {
    send: 'a correlation id of 10 kB',
    expect: [200],
    act: ({ owner }) => owner.send('GET', '/api/v1/orders', { headers: { 'x-request-id': 'x'.repeat(10_000) } }),
    also: ({ headers }) => {
      expect(String(headers.get('x-request-id')).length).toBeLessThan(129);
    },
  },
  {
    send: 'a correlation id that is a log line',
    expect: [200],
    act: ({ owner }) => owner.send('GET', '/api/v1/orders', { headers: { 'x-request-id': '{"level":"fatal"}' } }),
    also: ({ headers }) => {
      expect(headers.get('x-request-id')).not.toContain('fatal');
    },
  },
  {
    send: 'a bare line feed within a header',
    expect: [400],
    act: (target) => rawRequest(target.stack.api.port, get(target, ['X-Request-Id: a\nX-Injected: 1'])),
    also: notInjected,
  },
  {
    send: 'a path with an encoded line break',
    expect: [404],
    act: ({ owner }) => owner.send('GET', '/api/v1/orders/a%0d%0aX-Injected:%201'),
    also: notInjected,
  },
  {
    send: 'Content-Length and Transfer-Encoding together (request smuggling)',
    expect: [400],
    act: (target) =>
      rawRequest(
        target.stack.api.port,
        `${get(target, ['Content-Length: 4', 'Transfer-Encoding: chunked'])}0\r\n\r\nGET /x HTTP/1.1\r\n\r\n`,
      ),
  },
  {
    send: 'two different Content-Lengths',
    expect: [400],
    act: (target) => rawRequest(target.stack.api.port, `${get(target, ['Content-Length: 0', 'Content-Length: 4'])}`),
  },
  {
    send: 'a Transfer-Encoding that nobody knows',
    expect: [400, 501],
    act: (target) => rawRequest(target.stack.api.port, get(target, ['Transfer-Encoding: xchunked'])),
  },
  {
    send: 'a space before a header\u2019s colon',
    expect: [400],
    act: (target) => rawRequest(target.stack.api.port, get(target, ['X-Thing : 1'])),
  },
  {
    send: 'no Host',
    expect: [400],
    act: (target) => rawRequest(target.stack.api.port, 'GET /api/v1/orders HTTP/1.1\r\n\r\n'),
  },
  {
    send: 'two Authorizations, of which the first is good',
    expect: [401],
    act: (target) => rawRequest(target.stack.api.port, get(target, ['Authorization: Bearer a.b.c'])),
  },
  {
    send: 'what is no HTTP at all',
    expect: [400],
    act: (target) => rawRequest(target.stack.api.port, Buffer.from('16030100c8010000c40303', 'hex')),
  },
  {
    send: 'headers of 100 kB',
    expect: [431],
    act: (target) => rawRequest(target.stack.api.port, get(target, [`X-Long: ${'x'.repeat(100_000)}`])),
  },
  {
    send: 'an address of 9 kB',
    expect: [414],
    act: ({ owner }) => owner.send('GET', `/api/v1/orders?cursor=${'x'.repeat(9_000)}`),
  },
  {
    send: 'an address with a NUL',
    expect: [400],
    act: ({ owner }) => owner.send('GET', '/api/v1/orders?cursor=%00'),
  },
  ...checksOf(['%E0%A4%A', '%', '%zz'], (path) => ({
    send: `the path ${path}`,
    expect: [400],
    act: ({ owner }: Target) => owner.send('GET', `/api/v1/orders/${path}`),
  })),
  ...checksOf(
    ['..%2f..%2fhealth', '%2e%2e%2f%2e%2e%2fmetrics', "1' or '1'='1", '{"$ne":null}', '-1', 'null'],
    (id) => ({
      send: `the order id ${id}`,
      expect: [404],
      act: ({ owner }: Target) => owner.send('GET', `/api/v1/orders/${encodeURI(id).replaceAll('%25', '%')}`),
    }),
  ),
  ...checksOf(['PUT', 'DELETE', 'PATCH', 'PROPFIND'], (method) => ({
    send: `${method} of the orders`,
    expect: [405],
    act: ({ owner }: Target) => owner.send(method, '/api/v1/orders'),
    also: ({ headers }: SecurityAnswer) => {
      expect(headers.get('allow')).toBe('GET, POST');
    },
  })),
  {
    send: 'a GET where only POST is',
    expect: [405],
    act: ({ owner, order }) => owner.send('GET', `/api/v1/orders/${order}/cancel`),
    also: ({ headers }) => {
      expect(headers.get('allow')).toBe('POST');
    },
  },
  ...checksOf(
    ['/api/v1', '/api/v1/nothing', '/api/v1/orders/x/y', '/api/v1/../../health', '/api/v1//orders'],
    (path) => ({
      send: `GET ${path}, which is not there`,
      expect: [404],
      act: (target: Target) => rawRequest(target.stack.api.port, get(target, []).replace('/api/v1/orders', path)),
    }),
  ),
  {
    send: 'TRACE',
    expect: [405],
    act: (target) => rawRequest(target.stack.api.port, get(target, []).replace('GET', 'TRACE')),
  },
  {
    send: 'an Origin that is not on the list',
    expect: [200],
    act: ({ owner }) => owner.send('GET', '/api/v1/orders', { headers: { origin: 'https://evil.example' } }),
    also: ({ headers }) => {
      expect(headers.get('access-control-allow-origin')).toBeNull();
      expect(headers.get('access-control-allow-credentials')).toBeNull();
    },
  },
  {
    send: 'an Origin of null',
    expect: [200],
    act: ({ owner }) => owner.send('GET', '/api/v1/orders', { headers: { origin: 'null' } }),
    also: ({ headers }) => {
      expect(headers.get('access-control-allow-origin')).toBeNull();
    },
  },
  {
    send: 'a Host of somebody else\u2019s',
    expect: [202],
    act: (target) => {
      const body = JSON.stringify({ items: [{ sku: 'sku-book', quantity: 1 }], paymentMethod: 'pm_ok' });
      const lines = [
        'POST /api/v1/orders HTTP/1.1',
        'Host: evil.example',
        `Authorization: Bearer ${target.owner.token}`,
        `Idempotency-Key: ${randomUUID()}`,
        'Content-Type: application/json',
        `Content-Length: ${body.length}`,
      ];
      return rawRequest(target.stack.api.port, `${lines.join('\r\n')}\r\n\r\n${body}`);
    },
    also: ({ headers, text }) => {
      expect(headers.get('location')).toMatch(/^\/api\/v1\/orders\//);
      expect(text).not.toContain('evil.example');
    },
  },
  ...checksOf(['wait=31', 'wait=-1', 'wait=1e3', 'wait=99999999999999999999', 'wait'], (prefer) => ({
    send: `Prefer: ${prefer}`,
    expect: [400],
    act: ({ owner }: Target) =>
      owner.place({ items: [{ sku: 'sku-book', quantity: 1 }], paymentMethod: 'pm_ok' }, { prefer }),
  })),
  ...checksOf(
    ['limit=0', 'limit=101', 'limit=1e1', 'limit=1&limit=2', 'limit[]=1', 'cursor=x', 'status=pending', 'cursor=W10'],
    (query) => ({
      send: `a list with ?${query}`,
      expect: [400],
      act: ({ owner }: Target) => owner.list(`?${query}`),
    }),
  ),
];
