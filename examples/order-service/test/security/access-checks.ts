import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import type { OrderView } from '../../src/api/orders/order-schema.ts';
import { OrderApiClient, oneBook } from '../api/order-api-client.ts';
import { checksOf, type SecurityAnswer, type SecurityCheck, type Target } from './security-check.ts';

/** The same answer as for an order that nobody has. */
async function asUnknown(answer: SecurityAnswer, { stranger }: Target, method: string, suffix: string): Promise<void> {
  const unknown = await stranger.send(method, `/api/v1/orders/${randomUUID()}${suffix}`);
  expect(without(answer)).toBe(without(unknown));
}

/** All but the correlation id, which is another for every request. */
function without({ text }: SecurityAnswer): string {
  return text.replace(/,?"correlationId":"[^"]*"/, '');
}

async function orderIsUnchanged({ owner, order }: Target): Promise<void> {
  expect((await owner.read(order)).body.status).toBe('CONFIRMED');
}

const sagaPaths = (order: string) => ({
  'GET the list of sagas': ['GET', '/api/v1/sagas'],
  'GET a saga': ['GET', `/api/v1/sagas/create-order-${order}`],
  'POST a decision': ['POST', `/api/v1/sagas/create-order-${order}/steps/processPayment/resolve`],
});

/** What belongs to somebody else (OWASP API1, API5), and what is not the client's to say (API3). */
export const accessChecks: readonly SecurityCheck[] = [
  {
    send: 'customer B reads A\u2019s order',
    expect: [404],
    act: ({ stranger, order }) => stranger.read(order),
    also: (answer, target) => asUnknown(answer, target, 'GET', ''),
  },
  {
    send: 'B follows the events of A\u2019s order',
    expect: [404],
    act: ({ stranger, order }) => stranger.send('GET', `/api/v1/orders/${order}/events`),
    also: (answer, target) => asUnknown(answer, target, 'GET', '/events'),
  },
  {
    send: 'B asks with A\u2019s ETag whether A\u2019s order has changed',
    expect: [404],
    act: async ({ stranger, owner, order }) =>
      stranger.read(order, { 'if-none-match': (await owner.read(order)).headers.get('etag') ?? '' }),
  },
  {
    send: 'B cancels A\u2019s order',
    expect: [404],
    act: ({ stranger, order }) => stranger.cancel(order),
    also: async (answer, target) => {
      await asUnknown(answer, target, 'POST', '/cancel');
      await orderIsUnchanged(target);
    },
  },
  {
    send: 'an operator reads a customer\u2019s order by the customers\u2019 route',
    expect: [404],
    act: async ({ stack, order }) => (await OrderApiClient.as(stack.api.url, undefined, 'operator')).read(order),
  },
  ...checksOf(['customerId', 'ownerId', 'sub', 'owner', 'filter[customerId]'], (name) => ({
    send: `B lists orders with ?${name}=A`,
    expect: [400],
    act: ({ stranger }: Target) => stranger.list(`?${name}=customer-a`),
  })),
  {
    send: 'B lists on from where A\u2019s list ended',
    expect: [200],
    act: async ({ owner, stranger }) => {
      const { nextCursor } = (await owner.list('?limit=1')).body;
      return stranger.list(`?cursor=${nextCursor}`);
    },
    also: ({ text }, { order }) => {
      expect(text).not.toContain(order);
    },
  },
  {
    send: 'A\u2019s Idempotency-Key from B',
    expect: [202],
    // Another customer's key is another key: B gets an order of their own, and learns nothing.
    act: async ({ owner, stranger }) => {
      const key = randomUUID();
      const theirs = (await owner.place<OrderView>(oneBook, { key })).body.id;
      const answer = await stranger.place(oneBook, { key });
      expect(answer.body.id).not.toBe(theirs);
      return answer;
    },
  },
  ...checksOf(['GET the list of sagas', 'GET a saga', 'POST a decision'] as const, (what) => ({
    send: `${what}, with a customer\u2019s token`,
    expect: [403],
    act: ({ owner, order }: Target) => {
      const [method = '', path = ''] = sagaPaths(order)[what];
      return owner.send(method, path);
    },
  })),
  ...checksOf(['customerId', 'ownerId', 'sub', 'owner', 'userId'], (field) => ({
    send: `a body with A\u2019s id as ${field}`,
    expect: [400],
    act: ({ stranger }: Target) => stranger.place({ ...oneBook, [field]: 'customer-a' }),
  })),
  ...checksOf(['price', 'unitPrice', 'total', 'discount', 'currency'], (field) => ({
    send: `a body that says its ${field}`,
    expect: [400],
    act: ({ owner }: Target) => owner.place({ ...oneBook, [field]: 1 }),
  })),
  ...checksOf(['price', 'unitPrice', 'discount'], (field) => ({
    send: `a line that says its ${field}`,
    expect: [400],
    act: ({ owner }: Target) => owner.place({ ...oneBook, items: [{ sku: 'sku-book', quantity: 1, [field]: 1 }] }),
  })),
  ...checksOf(['status', 'id', 'createdAt', 'refunded', 'saga', 'failure'], (field) => ({
    send: `a body that says its ${field}`,
    expect: [400],
    act: ({ owner }: Target) => owner.place({ ...oneBook, [field]: 'CONFIRMED' }),
  })),
  ...checksOf(['x-http-method-override', 'x-http-method', 'x-method-override'], (name) => ({
    send: `a GET that ${name} makes a POST`,
    expect: [200],
    act: ({ owner }: Target) => owner.send('GET', '/api/v1/orders', { headers: { [name]: 'POST' } }),
  })),
  ...checksOf(['x-user-id', 'x-customer-id', 'x-original-url', 'x-rewrite-url'], (name) => ({
    send: `${name} of somebody else`,
    expect: [404],
    act: ({ stranger, order }: Target) =>
      stranger.read(order, { [name]: name.endsWith('url') ? '/api/v1/sagas' : 'customer-a' }),
  })),
];
