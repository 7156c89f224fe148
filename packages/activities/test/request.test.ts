import type { SagaCall } from 'saga-core/activity';
import { describe, expect, test } from 'vitest';
import {
  createInventoryActivities,
  createOrderActivities,
  createPaymentActivities,
  verifyServiceToken,
} from '../src/index.ts';
import { activityEnvironment } from './activity-environment.ts';
import { answers, localService } from './local-service.ts';
import { failureOf, reservation, reserve, reserveCall, secret } from './reserve-call.ts';

describe('a request', () => {
  test('carries the call in its headers and the argument as its body', async () => {
    const { baseUrl, seen } = await localService(answers(200, { reservationId: 'r-1' }));
    await reserve(baseUrl);
    expect(seen).toMatchObject([
      {
        method: 'POST',
        path: '/reservations',
        headers: {
          'content-type': 'application/json',
          'idempotency-key': 'create-order-1/reserveItems/run',
          'saga-id': 'create-order-1',
          'saga-step': 'reserveItems',
          'saga-operation': 'run',
          'saga-not-after': '1900000000000',
        },
        body: reservation,
      },
    ]);
  });

  test('has the saga as its correlation id, the same at every attempt', async () => {
    const { baseUrl, seen } = await localService(answers(200, { reservationId: 'r-1' }));
    await reserve(baseUrl);
    await reserve(baseUrl);
    expect(seen.map(({ headers }) => headers['x-request-id'])).toEqual(['create-order-1', 'create-order-1']);
  });

  test('proves that it is from the worker, to this service only', async () => {
    const { baseUrl, seen } = await localService(answers(200, { reservationId: 'r-1' }));
    await reserve(baseUrl);
    const token = String(seen[0]?.headers['x-service-token']);
    await expect(verifyServiceToken({ secret, audience: 'inventory' }, token)).resolves.toMatchObject({
      subject: 'worker',
    });
    await expect(verifyServiceToken({ secret, audience: 'payment' }, token)).rejects.toThrow();
  });

  test('goes over the connection of the one before', async () => {
    const { baseUrl, seen } = await localService(answers(200, { reservationId: 'r-1' }));
    await reserve(baseUrl);
    await reserve(baseUrl);
    expect(seen[0]?.clientPort).toBe(seen[1]?.clientPort);
  });

  test('also when that one failed', async () => {
    const { baseUrl, seen } = await localService(answers(503, { title: 'Busy' }));
    await failureOf(reserve(baseUrl));
    await failureOf(reserve(baseUrl));
    expect(seen[0]?.clientPort).toBe(seen[1]?.clientPort);
  });

  const call: SagaCall = { ...reserveCall, mustSucceed: true };
  const orderId = '0f8fad5b-d9cb-469f-a165-70867728950e';
  const order = {
    orderId,
    customerId: 'customer-1',
    items: [{ sku: 'sku-book', quantity: 1, unitPrice: 1999 }],
    paymentMethod: 'pm_ok',
  };
  const charge = { orderId, customerId: 'customer-1', paymentMethod: 'pm_ok', amount: 1999 };
  const cause = { kind: 'refused', step: 'processPayment', code: 'PAYMENT_DECLINED' } as const;
  const orders = (baseUrl: string) => createOrderActivities({ baseUrl, secret });
  const inventory = (baseUrl: string) => createInventoryActivities({ baseUrl, secret });
  const payments = (baseUrl: string) => createPaymentActivities({ baseUrl, secret });

  test.each<[string, string, unknown, (baseUrl: string) => Promise<unknown>]>([
    ['order.create', '/orders', { total: 1999 }, (url) => orders(url).create(order, call)],
    ['order.confirm', `/orders/${orderId}/confirm`, undefined, (url) => orders(url).confirm({ orderId }, call)],
    ['order.cancel', `/orders/${orderId}/cancel`, undefined, (url) => orders(url).cancel({ orderId, cause }, call)],
    [
      'inventory.reserve',
      '/reservations',
      { reservationId: 'r-1' },
      (url) => inventory(url).reserve(reservation, call),
    ],
    [
      'inventory.release',
      `/reservations/${orderId}/release`,
      undefined,
      (url) => inventory(url).release({ orderId }, call),
    ],
    [
      'inventory.commit',
      `/reservations/${orderId}/commit`,
      undefined,
      (url) => inventory(url).commit({ orderId }, call),
    ],
    ['payment.charge', '/charges', { paymentId: 'p-1' }, (url) => payments(url).charge(charge, call)],
    ['payment.refund', '/refunds', undefined, (url) => payments(url).refund({ orderId, paymentId: 'p-1' }, call)],
  ])('of %s goes to %s and gives what the service promised', async (_name, path, result, perform) => {
    const { baseUrl, seen } = await localService(answers(result === undefined ? 204 : 200, result));
    await expect(activityEnvironment().run(() => perform(baseUrl))).resolves.toEqual(result);
    expect(seen).toMatchObject([{ method: 'POST', path, headers: { 'saga-must-succeed': 'true' } }]);
  });

  test('stays below the path of a base URL that has one', async () => {
    const { baseUrl, seen } = await localService(answers(200, { reservationId: 'r-1' }));
    await reserve(`${baseUrl}/inventory/v1`);
    expect(seen[0]?.path).toBe('/inventory/v1/reservations');
  });
});

describe('what is secret', () => {
  const canary = 'canary-7c1d';

  test.each<[string, Parameters<typeof localService>[0]]>([
    ['an error', (response, { headers }) => answers(500, { canary, headers }, { 'x-canary': canary })(response)],
    ['a wrong result', (response, { headers }) => answers(200, { reservationId: null, canary, headers })(response)],
    [
      'a refusal without a code',
      (response, { headers }) => answers(409, { canary, headers }, { 'saga-outcome': 'refused' })(response),
    ],
    [
      'a redirect',
      (response, { headers }) =>
        answers(302, { headers }, { location: `http://${canary}:${canary}@127.0.0.1/` })(response),
    ],
    ['a reset', (response) => response.socket?.resetAndDestroy()],
  ])('is not in the failure that %s gives', async (_name, misbehave) => {
    const { baseUrl, seen } = await localService(misbehave);
    const failure = await failureOf(reserve(baseUrl));
    const told = [
      failure.message,
      failure.stack,
      failure.cause,
      JSON.stringify(failure),
      JSON.stringify(failure.details),
    ];
    const token = String(seen[0]?.headers['x-service-token']);
    expect(token).toMatch(/^ey/);
    for (const hidden of [canary, secret, token]) expect(told.join('\n')).not.toContain(hidden);
  });

  test('is not in the failure about an argument', async () => {
    const argument = { ...reservation, orderId: `../${canary}` };
    expect((await failureOf(reserve('http://127.0.0.1:9', { argument }))).message).not.toContain(canary);
  });

  test.each([
    `http://user:${canary}@127.0.0.1:3002`,
    `ftp://127.0.0.1/${canary}`,
    `http://127.0.0.1:3002?token=${canary}`,
    `http://127.0.0.1:3002#${canary}`,
    canary,
    '',
  ])('is not in the refusal of the base URL %s', (baseUrl) => {
    const attempt = () => createInventoryActivities({ baseUrl, secret });
    expect(attempt).toThrow(expect.objectContaining({ code: 'SERVICE_URL_INVALID' }));
    expect(attempt).toThrow(/^The base URL of the inventory service (?!.*canary)/);
  });
});
