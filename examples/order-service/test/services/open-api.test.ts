import { randomUUID } from 'node:crypto';
import { createLogger } from '@saga/process';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { sweepOperations } from '../../src/services/http/sweep-operations.ts';
import { inventoryService } from '../../src/services/inventory/service.ts';
import { orderService } from '../../src/services/order/service.ts';
import { paymentService } from '../../src/services/payment/service.ts';
import { type CallOptions, type SagaCaller, sagaCaller } from './saga-caller.ts';
import { startTestService, type TestService } from './test-service.ts';

interface Body {
  readonly content?: Record<string, { readonly schema: object }>;
}

interface OpenApiFile {
  readonly paths: Record<
    string,
    Record<
      string,
      {
        readonly requestBody?: Body;
        readonly responses: Record<string, Body>;
      }
    >
  >;
}

/** A saga's call that is applied, by its path in the OpenAPI file; the calls that it needs before. */
interface Example {
  readonly call: (saga: SagaCaller) => CallOptions;
  readonly before?: readonly string[];
}

const customerId = 'customer-1';
const orderLines = [{ sku: 'sku-book', quantity: 1, unitPrice: 1999 }];
const charge = { customerId, paymentMethod: 'pm_ok', amount: 1999 };
const undo = { operation: 'compensate' } as const;

const examples: Readonly<Record<string, Example>> = {
  '/orders': {
    call: ({ orderId }) => ({
      path: '/orders',
      step: 'createOrder',
      body: { orderId, customerId, items: orderLines, paymentMethod: 'pm_ok' },
    }),
  },
  '/orders/{orderId}/confirm': {
    call: ({ orderId }) => ({ path: `/orders/${orderId}/confirm`, step: 'confirmOrder', body: {} }),
    before: ['/orders'],
  },
  '/orders/{orderId}/cancel': {
    call: ({ orderId }) => ({
      path: `/orders/${orderId}/cancel`,
      step: 'createOrder',
      body: { cause: { kind: 'cancelled' } },
      ...undo,
    }),
    before: ['/orders'],
  },
  '/reservations': {
    call: ({ orderId }) => ({
      path: '/reservations',
      step: 'reserveItems',
      body: { orderId, items: [{ sku: 'sku-book', quantity: 1 }] },
    }),
  },
  '/reservations/{orderId}/release': {
    call: ({ orderId }) => ({ path: `/reservations/${orderId}/release`, step: 'reserveItems', body: {}, ...undo }),
    before: ['/reservations'],
  },
  '/reservations/{orderId}/commit': {
    call: ({ orderId }) => ({ path: `/reservations/${orderId}/commit`, step: 'commitItems', body: {} }),
    before: ['/reservations'],
  },
  '/charges': {
    call: ({ orderId }) => ({ path: '/charges', step: 'processPayment', body: { orderId, ...charge } }),
  },
  '/refunds': {
    call: ({ orderId, sagaId }) => ({
      path: '/refunds',
      step: 'processPayment',
      body: { orderId, chargeKey: `${sagaId}/processPayment/run` },
      ...undo,
    }),
    before: ['/charges'],
  },
};

interface Read {
  readonly found: (orderId: string) => string;
  readonly missing?: string;
  /** Addresses that are answered otherwise, by status. */
  readonly others?: Readonly<Record<number, string>>;
}

/** What is taken by POST and is no saga's call: a body that is right, and one that is wrong. */
const otherPosts: Readonly<
  Record<string, { readonly right: object; readonly wrong: object; readonly status: number }>
> = {
  '/ended-sagas': { right: { ended: ['a-saga'] }, wrong: { ended: 'a-saga' }, status: 200 },
  '/messages': { right: requestOf('token-1'), wrong: { ...requestOf('token-1'), specversion: '2' }, status: 202 },
};

/** A request for a reservation, by message. */
function requestOf(token: string): object {
  const sagaId = `create-order-${randomUUID()}`;
  const call = { key: `${sagaId}/reserveItems/run`, sagaId, step: 'reserveItems', operation: 'run' };
  return {
    specversion: '1.0',
    id: randomUUID(),
    source: '/worker',
    type: 'saga.request.inventory.reserve',
    subject: `${sagaId}/reserveItems`,
    time: new Date().toISOString(),
    datacontenttype: 'application/json',
    data: { call, argument: { orderId: sagaId, items: [{ sku: 'sku-book', quantity: 1 }] }, token },
  };
}

/** What each service reads: an address where there is something, and where there is nothing or a wrong address. */
const reads: Readonly<Record<string, Read>> = {
  '/orders/{orderId}': { found: (orderId) => `/orders/${orderId}`, missing: '/orders/no-such-order' },
  '/items/{sku}': { found: () => '/items/sku-book', missing: '/items/no-such-sku' },
  '/items': { found: () => '/items' },
  '/ended-sagas': { found: () => '/ended-sagas', others: { 400: '/ended-sagas?limit=none' } },
  '/events': { found: () => '/events?limit=1', others: { 400: '/events?limit=none', 410: '/events?after=9999' } },
  '/accounts/{id}': { found: () => '/accounts/merchant' },
};

describe.each([orderService, inventoryService, paymentService].map((service) => [service.name, service] as const))(
  'the OpenAPI file of the %s service',
  (_name, definition) => {
    let service: TestService;
    let file: OpenApiFile;
    const ajv = new Ajv2020({ strict: false, allErrors: true });
    const seen = new Set<string>();
    beforeAll(async () => {
      service = await startTestService(definition);
      file = (await (await fetch(`${service.url}/openapi.json`)).json()) as OpenApiFile;
      ajv.addSchema(file, 'file');
    });
    afterAll(() => service.stop());

    /** Holds one answer against the file: its status is there, and its body is as the file says. */
    function expectDocumented(
      method: string,
      path: string,
      answer: { status: number; type: string | null; text: string },
    ) {
      const where = `${method} ${path} ${answer.status}`;
      seen.add(where);
      const response = file.paths[path]?.[method]?.responses[String(answer.status)];
      expect(response, `${where} is in the file`).toBeDefined();
      const types = Object.keys(response?.content ?? {});
      expect(answer.type?.split(';')[0] ?? '', where).toBe(types[0] ?? '');
      if (types[0] === undefined) return expect(answer.text).toBe('');
      const part = [path, method, 'responses', String(answer.status), 'content', types[0], 'schema'];
      const pointer = part
        .map((name) => encodeURIComponent(name.replaceAll('~', '~0').replaceAll('/', '~1')))
        .join('/');
      const validate = ajv.getSchema(`file#/paths/${pointer}`);
      expect(validate?.(JSON.parse(answer.text)), `${where}: ${ajv.errorsText(validate?.errors)} ${answer.text}`).toBe(
        true,
      );
    }

    async function send(method: string, path: string, address: string, init: RequestInit = {}) {
      const headers = { 'x-service-token': service.token, 'content-type': 'application/json', ...init.headers };
      const response = await fetch(`${service.url}${address}`, { method: method.toUpperCase(), ...init, headers });
      const answer = {
        status: response.status,
        type: response.headers.get('content-type'),
        text: await response.text(),
      };
      expectDocumented(method, path, answer);
      return answer.status;
    }

    async function call(path: string, saga: SagaCaller, change: Partial<CallOptions> = {}) {
      const { status, text } = await saga.call({ ...exampleOf(path).call(saga), ...change });
      const type = status === 204 ? null : status === 200 ? 'application/json' : 'application/problem+json';
      expectDocumented('post', path, { status, type, text });
      return status;
    }

    async function prepared(path: string): Promise<SagaCaller> {
      const saga = sagaCaller(service);
      for (const earlier of exampleOf(path).before ?? []) await saga.call(exampleOf(earlier).call(saga));
      return saga;
    }

    const operations = [...definition.api.operations, ...sweepOperations];
    const posts = operations.filter(({ saga }) => saga !== undefined);
    const others = operations.filter(({ method, saga }) => method === 'post' && saga === undefined);
    const gets = operations.filter(({ method }) => method === 'get');

    it.each(posts.map(({ path, saga, answer }) => [path, saga, answer === undefined ? 204 : 200] as const))(
      'says what POST %s answers, applied, refused, fenced or wrong',
      async (path, kind, applied) => {
        const saga = await prepared(path);
        expect(await call(path, saga)).toBe(applied);
        expect(await call(path, saga)).toBe(applied);
        if (kind === 'run') {
          expect(await call(path, saga, { operation: 'fence' })).toBe(200);
          const fenced = await prepared(path);
          expect(await call(path, fenced, { operation: 'fence' })).toBe(200);
          expect(await call(path, fenced)).toBe(409);
        } else {
          // A compensation whose run has another owner of the key is no saga's: nothing to undo is nothing to refuse.
          expect(await call(path, sagaCaller(service))).toBe(204);
        }
        const address = exampleOf(path).call(saga).path;
        const body = JSON.stringify(exampleOf(path).call(saga).body);
        expect(await send('post', path, address, { body })).toBe(400);
        expect(await send('post', path, address, { body: '{' })).toBe(400);
        expect(await send('post', path, address, { body: '[]' })).toBe(422);
        expect(await send('post', path, address, { body, headers: { 'content-type': 'text/plain' } })).toBe(415);
        expect(await send('post', path, address, { body: `"${'x'.repeat(600_000)}"` })).toBe(413);
        expect(await send('post', path, address, { body, headers: { 'x-service-token': 'none' } })).toBe(401);
      },
    );

    it.each(others.map(({ path }) => path))('says what POST %s answers, right or wrong', async (path) => {
      const { right, wrong, status } = otherPosts[path] ?? { right: {}, wrong: {}, status: 0 };
      const body = JSON.stringify(right);
      const [schema] = Object.values(file.paths[path]?.post?.requestBody?.content ?? {});
      expect(ajv.validate(schema?.schema ?? false, right), ajv.errorsText()).toBe(true);
      expect(await send('post', path, path, { body })).toBe(status);
      expect(await send('post', path, path, { body: JSON.stringify(wrong) })).toBe(400);
      expect(await send('post', path, path, { body: '{' })).toBe(400);
      expect(await send('post', path, path, { body, headers: { 'content-type': 'text/plain' } })).toBe(415);
      expect(await send('post', path, path, { body: `"${'x'.repeat(600_000)}"` })).toBe(413);
      expect(await send('post', path, path, { body, headers: { 'x-service-token': 'none' } })).toBe(401);
    });

    it.skipIf(definition !== inventoryService)('says how messages are answered', async () => {
      const logger = createLogger('test');
      logger.level = 'silent';
      const stopping = new AbortController().signal;
      const work = await inventoryService.background?.({ pool: service.pool, logger, stopping, secret: '' });
      onTestFinished(() => work?.stop());
      expect(await send('post', '/messages', '/messages', { body: JSON.stringify(requestOf('token-2')) })).toBe(202);
      const answers = async () => (await (await service.get('/events')).json()) as { data: { token: string } }[];
      await expect.poll(async () => (await answers()).map(({ data }) => data.token)).toContain('token-2');
      expect(await send('get', '/events', '/events')).toBe(200);
    });

    it.each(gets.map(({ path, mayBeMissing = false }) => [path, mayBeMissing] as const))(
      'says what GET %s answers, also where there is nothing',
      async (path, mayBeMissing) => {
        const saga = sagaCaller(service);
        for (const example of ['/orders', '/reservations', '/charges'].filter((each) => file.paths[each] !== undefined))
          await saga.call(exampleOf(example).call(saga));
        const { found, missing, others = {} } = readOf(path);
        expect(await send('get', path, found(saga.orderId))).toBe(200);
        if (mayBeMissing) expect(await send('get', path, String(missing))).toBe(404);
        if (path.includes('{')) expect(await send('get', path, path.replace(/\{\w+\}/, '%ff'))).toBe(400);
        for (const [status, address] of Object.entries(others))
          expect(await send('get', path, address)).toBe(Number(status));
        expect(await send('get', path, found(saga.orderId), { headers: { 'x-service-token': 'none' } })).toBe(401);
      },
    );

    it('has no status that never comes, but those of a fault of its own', async () => {
      const documented = Object.entries(file.paths).flatMap(([path, methods]) =>
        Object.entries(methods).flatMap(([method, { responses }]) =>
          Object.keys(responses).map((status) => `${method} ${path} ${status}`),
        ),
      );
      // Only runs can be refused by a fence; what a compensation refuses depends on the business, and has tests of its own.
      const elsewhere = / (500|503)$|^post .*\/(release|cancel|refunds) 409$/;
      expect(documented.filter((each) => !seen.has(each) && !elsewhere.test(each))).toEqual([]);
    });

    it('says what is answered when it is broken, and when it has no database connection left', async () => {
      const [path = ''] = posts.map((post) => post.path);
      await service.asOwner('ALTER TABLE saga_barrier RENAME TO away');
      expect(await call(path, sagaCaller(service))).toBe(500);
      await service.asOwner('ALTER TABLE away RENAME TO saga_barrier');
      const all = await Promise.all(Array.from({ length: service.pool.options.max }, () => service.pool.connect()));
      try {
        expect(await call(path, sagaCaller(service))).toBe(503);
      } finally {
        for (const connection of all) connection.release();
      }
    });
  },
);

function exampleOf(path: string): Example {
  const example = examples[path];
  if (example === undefined) throw new Error(`${path} is new: give an example of a call.`);
  return example;
}

function readOf(path: string) {
  const read = reads[path];
  if (read === undefined) throw new Error(`${path} is new: give an address to read.`);
  return read;
}
