import { randomUUID } from 'node:crypto';
import { developmentServiceTokenSecret, serviceToken } from '@saga/activities';
import { SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inventoryService } from '../../src/services/inventory/service.ts';
import { notificationService } from '../../src/services/notification/service.ts';
import { orderService } from '../../src/services/order/service.ts';
import { paymentService } from '../../src/services/payment/service.ts';
import { sagaCaller } from './saga-caller.ts';
import { startTestService, type TestService } from './test-service.ts';

interface OpenApiFile {
  readonly paths: Record<string, Record<string, { parameters: { name: string }[]; responses: object }>>;
}

const definitions = [orderService, inventoryService, paymentService, notificationService];

describe.each(definitions.map((definition) => [definition.name, definition] as const))(
  'the %s service',
  (name, definition) => {
    let service: TestService;
    beforeAll(async () => {
      service = await startTestService(definition);
    });
    afterAll(() => service.stop());

    const reads = definition.api.operations.filter(({ method }) => method === 'get');
    const posts = definition.api.operations.filter(({ saga }) => saga !== undefined);
    const addressOf = (path: string) => path.replaceAll(/\{\w+\}/g, 'some-id');
    const send = (path: string, headers: Record<string, string>, body?: string) =>
      fetch(`${service.url}${addressOf(path)}`, {
        method: 'POST',
        headers: { 'x-service-token': service.token, ...headers },
        ...(body !== undefined && { body }),
      });

    it('shows health, metrics and its OpenAPI file without a token', async () => {
      for (const path of ['/health', '/health/live', '/health/ready', '/metrics', '/openapi.json']) {
        expect((await fetch(`${service.url}${path}`)).status, path).toBe(200);
      }
      const health = await (await fetch(`${service.url}/health/ready`)).json();
      expect(health).toMatchObject({
        status: 'ok',
        checks: { database: { status: 'up', milliseconds: expect.any(Number) } },
      });
    });

    it('refuses every other path to whoever has no valid token for it, also paths that it does not have', async () => {
      const secret = developmentServiceTokenSecret;
      const key = new TextEncoder().encode(secret);
      const claims = new SignJWT()
        .setProtectedHeader({ alg: 'HS256' })
        .setIssuer('saga')
        .setAudience(name)
        .setSubject('test');
      const tokens = {
        none: undefined,
        garbage: 'garbage',
        'three parts of junk': 'a.b.c',
        'for another service': await serviceToken({ secret, audience: 'another', subject: 'test' }),
        'of another secret': await serviceToken({ secret: 'x'.repeat(32), audience: name, subject: 'test' }),
        expired: await claims.setExpirationTime(Math.floor(Date.now() / 1000) - 60).sign(key),
        'valid for a day': await claims.setExpirationTime('24h').sign(key),
        unsigned: `${Buffer.from('{"alg":"none"}').toString('base64url')}.${service.token.split('.')[1]}.`,
      };
      for (const { method, path } of [...definition.api.operations, { method: 'get', path: '/nothing-here' }]) {
        for (const [kind, token] of Object.entries(tokens)) {
          const headers = token === undefined ? {} : { 'x-service-token': token };
          const response = await fetch(`${service.url}${addressOf(path)}`, { method: method.toUpperCase(), headers });
          expect(response.status, `${path}, token ${kind}`).toBe(401);
          expect(response.headers.get('www-authenticate')).toBe('ServiceToken');
          expect(response.headers.get('saga-outcome')).toBeNull();
          const body = await response.text();
          expect(JSON.parse(body)).toMatchObject({ code: 'UNAUTHENTICATED', correlationId: expect.any(String) });
          expect(body).not.toMatch(/jw[ts]|jose|signature/i);
        }
      }
      expect((await service.get('/nothing-here')).status).toBe(404);
    });

    it('answers bad bodies and missing headers with problems that are not refusals, and writes nothing', async () => {
      const json = { 'content-type': 'application/json' };
      for (const { path } of posts) {
        const answers = [
          [400, 'MALFORMED_JSON', await send(path, json, '{')],
          [413, 'BODY_TOO_LARGE', await send(path, json, `"${'x'.repeat(600_000)}"`)],
          [415, 'UNSUPPORTED_MEDIA_TYPE', await send(path, { 'content-type': 'text/plain' }, '{}')],
          [
            415,
            'UNSUPPORTED_MEDIA_TYPE',
            await send(path, { 'content-type': 'application/json; charset=latin1' }, '{}'),
          ],
          [422, 'INVALID_INPUT', await send(path, json, '[]')],
        ] as const;
        for (const [status, code, response] of answers) {
          expect(response.status, `${path} ${code}`).toBe(status);
          expect(response.headers.get('saga-outcome')).toBeNull();
          expect(response.headers.get('content-type')).toContain('application/problem+json');
          expect(await response.json()).toMatchObject({ status, code });
        }
      }
      const { rows } = await service.pool.query(
        'SELECT (SELECT count(*) FROM saga_ledger) + (SELECT count(*) FROM saga_barrier) AS rows',
      );
      expect(rows).toEqual([{ rows: 0 }]);
    });

    it('names the request in every problem, if not in its body then in a header: saga-core knows of no ids', async () => {
      const ask = (path: string) =>
        fetch(`${service.url}${path}`, { headers: { 'x-service-token': service.token, 'x-request-id': 'this-one' } });
      const own = await ask('/nothing-here');
      expect(own.headers.get('x-request-id')).toBe('this-one');
      expect(await own.json()).toMatchObject({ type: 'urn:saga:problem:not-found', correlationId: 'this-one' });
      const ofSagaCore = await ask('/ended-sagas?limit=0');
      expect(ofSagaCore.headers.get('x-request-id')).toBe('this-one');
      expect(await ofSagaCore.json()).toMatchObject({ type: 'about:blank', code: 'SWEEP_MALFORMED' });
    });

    it('answers other methods on its paths with 405 and says which it has', async () => {
      for (const { method, path } of definition.api.operations) {
        const response = await fetch(`${service.url}${addressOf(path)}`, {
          method: 'DELETE',
          headers: { 'x-service-token': service.token },
        });
        expect(response.status, path).toBe(405);
        expect(response.headers.get('allow')).toBe(method.toUpperCase());
      }
    });

    it('has a ledger that can be read and not written', async () => {
      await expect(service.pool.query('DELETE FROM saga_ledger')).resolves.toMatchObject({ rowCount: 0 });
      const insert = `INSERT INTO saga_ledger (order_id, kind, amount_or_qty, idempotency_key) VALUES ('o', 'k', 1, 'i')`;
      await expect(service.pool.query(insert)).rejects.toThrow('saga_ledger is read-only');
      const { fields } = await service.pool.query('SELECT * FROM saga_ledger');
      expect(fields.map((field) => field.name)).toEqual([
        'order_id',
        'kind',
        'amount_or_qty',
        'sku',
        'idempotency_key',
        'created_at',
      ]);
    });

    it('describes all of its operations in an OpenAPI 3.1 file', async () => {
      const document = (await (await fetch(`${service.url}/openapi.json`)).json()) as OpenApiFile;
      expect(document).toMatchObject({ openapi: '3.1.0', info: { title: expect.any(String) } });
      for (const { method, path, saga } of definition.api.operations) {
        const operation = document.paths[path]?.[method];
        const names = operation?.parameters.map((parameter) => parameter.name);
        expect(names).toEqual(
          expect.arrayContaining(saga === undefined ? [] : ['Idempotency-Key', 'Saga-Id', 'Saga-Step']),
        );
        expect(operation?.responses).toHaveProperty('401');
      }
      expect(JSON.stringify(document)).not.toContain('readOnly');
    });

    it('reads only what is there', async () => {
      for (const { path, mayBeMissing } of reads) {
        if (mayBeMissing) expect((await service.get(addressOf(path))).status, path).toBe(404);
      }
    });
  },
);

describe("a saga's call", () => {
  let service: TestService;
  beforeAll(async () => {
    service = await startTestService(orderService);
  });
  afterAll(() => service.stop());

  it('is refused as malformed, not as a business, when its saga headers are missing', async () => {
    const body = {
      orderId: randomUUID(),
      customerId: 'c',
      items: [{ sku: 's', quantity: 1, unitPrice: 1 }],
      paymentMethod: 'pm_ok',
    };
    const response = await fetch(`${service.url}/orders`, {
      method: 'POST',
      headers: { 'x-service-token': service.token, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    expect(response.status).toBe(400);
    expect(response.headers.get('saga-outcome')).toBeNull();
    expect(await response.json()).toMatchObject({ code: 'SAGA_HEADER_MISSING' });
  });

  it('is refused when the order in the body is not the one in the path', async () => {
    const saga = sagaCaller(service);
    const path = `/orders/${saga.orderId}/confirm`;
    const answer = await saga.call({ path, step: 'confirmOrder', body: { orderId: 'another' } });
    expect(answer).toMatchObject({ status: 422, outcome: null, body: { code: 'ORDER_ID_MISMATCH' } });
  });

  it('names every rule that its body breaks', async () => {
    const saga = sagaCaller(service);
    const items = [{ sku: '', quantity: 0, unitPrice: 1.5 }];
    const body = { orderId: saga.orderId, customerId: 'c', items, paymentMethod: 'pm_ok' };
    const answer = await saga.call({ path: '/orders', step: 'createOrder', body });
    expect(answer).toMatchObject({ status: 422, outcome: null, body: { code: 'INVALID_INPUT' } });
    const errors = answer.body?.errors as { path: string }[];
    expect(errors.map(({ path }) => path)).toEqual(['items.0.sku', 'items.0.quantity', 'items.0.unitPrice']);
  });

  it('that fences a run needs no body and closes it for good', async () => {
    const saga = sagaCaller(service);
    const path = `/orders/${saga.orderId}/confirm`;
    const fence = await saga.call({ path, step: 'confirmOrder', operation: 'fence', body: null });
    expect(fence).toMatchObject({ status: 200, body: { fence: 'never' } });
    const late = await saga.call({ path, step: 'confirmOrder', body: {} });
    expect(late).toMatchObject({ status: 409, outcome: 'refused', body: { code: 'FENCED' } });
  });
});

describe('notifications', () => {
  let service: TestService;
  beforeAll(async () => {
    service = await startTestService(notificationService);
  });
  afterAll(() => service.stop());

  it('of an order are listed', async () => {
    const response = await service.get('/notifications?orderId=some-order');
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ items: [] });
  });

  it.each(['', '?orderId=', '?orderId=a&orderId=b', `?orderId=${'x'.repeat(201)}`])(
    'are not listed for the query "%s"',
    async (query) => {
      const response = await service.get(`/notifications${query}`);
      expect(response.status).toBe(422);
      expect(await response.json()).toMatchObject({ code: 'INVALID_INPUT', errors: [{ path: 'orderId' }] });
    },
  );
});
