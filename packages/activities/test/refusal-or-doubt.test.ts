import { describe, expect, test } from 'vitest';
import { createPaymentActivities } from '../src/index.ts';
import { activityEnvironment } from './activity-environment.ts';
import { answers, localService } from './local-service.ts';
import { failureOf, reserve, reserveCall, secret } from './reserve-call.ts';

const refused = { 'Saga-Outcome': 'refused' };
const outOfStock = { type: 'about:blank', title: 'Out of stock', status: 409, code: 'OUT_OF_STOCK', detail: '0 left' };

describe('a call is applied', () => {
  test.each([200, 201, 202])('when the answer is %i with the promised result', async (status) => {
    const { baseUrl } = await localService(answers(status, { reservationId: 'r-1' }));
    await expect(reserve(baseUrl)).resolves.toEqual({ reservationId: 'r-1' });
  });

  test('and what the contract does not know of its result is left out', async () => {
    const { baseUrl } = await localService(answers(200, { reservationId: 'r-1', extra: true }));
    await expect(reserve(baseUrl)).resolves.toEqual({ reservationId: 'r-1' });
  });
});

describe('a call is refused', () => {
  test.each([409, 422])('when the answer is %i that says so, with a code', async (status) => {
    const { baseUrl } = await localService(answers(status, outOfStock, refused));
    expect(await failureOf(reserve(baseUrl))).toMatchObject({
      type: 'saga-core/refused',
      nonRetryable: true,
      details: [{ code: 'OUT_OF_STOCK', detail: '0 left' }],
    });
  });

  test.each(['refused, refused', 'Refused , refused'])('also when a proxy says it twice (%s)', async (twice) => {
    const { baseUrl } = await localService(answers(409, outOfStock, { 'Saga-Outcome': twice }));
    expect(await failureOf(reserve(baseUrl))).toMatchObject({ type: 'saga-core/refused', nonRetryable: true });
  });

  test('also without a detail', async () => {
    const { baseUrl } = await localService(answers(409, { code: 'OUT_OF_STOCK' }, refused));
    expect((await failureOf(reserve(baseUrl))).details).toEqual([{ code: 'OUT_OF_STOCK' }]);
  });

  test('with a detail cut to what a history and a database can hold', async () => {
    const detail = `line 1\r\nline 2\u0000\ud800${'x'.repeat(1000)}`;
    const { baseUrl } = await localService(answers(409, { code: 'OUT_OF_STOCK', detail }, refused));
    const [{ detail: kept }] = (await failureOf(reserve(baseUrl))).details as [{ detail: string }];
    expect(kept).toMatch(/^line 1 line 2 x+$/);
    expect(kept.length).toBeLessThanOrEqual(500);
  });
});

describe('a call is in doubt, and can be repeated,', () => {
  test.each<[string, number, unknown, Record<string, string>]>([
    ['409 without Saga-Outcome: a duplicate in progress', 409, outOfStock, {}],
    ['422 without Saga-Outcome', 422, outOfStock, {}],
    ['409 with another Saga-Outcome', 409, outOfStock, { 'Saga-Outcome': 'unknown' }],
    ['409 with two Saga-Outcomes that differ', 409, outOfStock, { 'Saga-Outcome': 'refused, applied' }],
    ['409 refused, but without a code', 409, { title: 'No' }, refused],
    ['409 refused, with a code that is no name', 409, { code: 'a b\r\nc' }, refused],
    ['409 refused, without a body', 409, undefined, refused],
    ['400, even when it says refused', 400, outOfStock, refused],
    ['401', 401, outOfStock, {}],
    ['403', 403, outOfStock, {}],
    ['404', 404, outOfStock, {}],
    ['408', 408, outOfStock, {}],
    ['429', 429, outOfStock, {}],
    ['500, even when it says refused', 500, outOfStock, refused],
    ['502', 502, outOfStock, {}],
    ['503', 503, outOfStock, {}],
    ['504', 504, outOfStock, {}],
    ['200 that says refused, whatever its body', 200, { reservationId: 'r-1' }, refused],
    ['200 with another result', 200, { reservationId: 7 }, {}],
    ['200 with no body', 200, undefined, {}],
    ['204 where a result was promised', 204, undefined, {}],
  ])('when the answer is %s', async (_name, status, body, headers) => {
    const { baseUrl, seen } = await localService(answers(status, body, headers));
    const failure = await failureOf(reserve(baseUrl));
    expect(failure).toMatchObject({ type: 'ParticipantInDoubt', nonRetryable: false });
    expect(failure.message).toContain('inventory.reserve');
    expect(failure.message).toContain(String(status));
    expect(seen).toHaveLength(1);
  });

  test.each<[string, string | Buffer]>([
    ['is no JSON', '<html>fine</html>'],
    ['is not UTF-8', Buffer.from([0x22, 0xff, 0x22])],
    ['is larger than 64 kB', JSON.stringify({ reservationId: 'r-1', padding: 'x'.repeat(70_000) })],
  ])('when the body of a 200 %s', async (_name, body) => {
    const { baseUrl } = await localService((response) => response.writeHead(200).end(body));
    expect(await failureOf(reserve(baseUrl))).toMatchObject({ type: 'ParticipantInDoubt', nonRetryable: false });
  });

  test.each([301, 302, 303, 307, 308])('when the answer is a redirect (%i), which is not followed', async (status) => {
    const elsewhere = await localService(answers(200, { reservationId: 'stolen' }));
    const { baseUrl } = await localService(answers(status, undefined, { location: elsewhere.baseUrl }));
    expect(await failureOf(reserve(baseUrl))).toMatchObject({ type: 'ParticipantInDoubt', nonRetryable: false });
    expect(elsewhere.seen).toEqual([]);
  });
});

describe('a call that promises no result', () => {
  const refund = (baseUrl: string) => {
    const payment = createPaymentActivities({ baseUrl, secret });
    return activityEnvironment().run(() => payment.refund({ orderId: '1', paymentId: 'p-1' }, reserveCall));
  };

  test('is applied when the answer is 204', async () => {
    const { baseUrl } = await localService(answers(204));
    await expect(refund(baseUrl)).resolves.toBeUndefined();
  });

  test.each<[string, number, string, Record<string, string>]>([
    ['204 that says refused', 204, '', refused],
    ['204 that says refused and applied', 204, '', { 'Saga-Outcome': 'applied, refused' }],
    ['200 with a page, as of an ingress that knows no such path', 200, '<html>Welcome</html>', {}],
    ['200 without a body, as of a health check', 200, '', {}],
    ['200 with JSON that nobody promised', 200, '{"status":"ok"}', {}],
    ['202: taken, and not done', 202, '', {}],
  ])('is in doubt when the answer is %s', async (_name, status, body, headers) => {
    const { baseUrl } = await localService((response) => response.writeHead(status, headers).end(body));
    const failure = await failureOf(refund(baseUrl));
    expect(failure).toMatchObject({ type: 'ParticipantInDoubt', nonRetryable: false });
    expect(failure.message).toContain(`payment.refund: it answered ${status}`);
  });
});

describe('an overloaded participant says when to ask again', () => {
  test.each<[number, string, number]>([
    [503, '2', 2_000],
    [429, '3', 3_000],
    [503, '0', 100],
    [503, '86400', 10_000],
    [503, 'Wed, 21 Oct 2099 07:28:00 GMT', 10_000],
    [503, 'Wed, 21 Oct 2015 07:28:00 GMT', 100],
  ])('%i with Retry-After %s: in %i ms', async (status, retryAfter, delay) => {
    const { baseUrl } = await localService(answers(status, undefined, { 'retry-after': retryAfter }));
    expect((await failureOf(reserve(baseUrl))).nextRetryDelay).toBe(delay);
  });

  test.each<[number, string]>([
    [503, 'soon'],
    [503, '-1'],
    [503, ''],
    [500, '2'],
    [409, '2'],
  ])('%i with Retry-After "%s" leaves it to the retry policy', async (status, retryAfter) => {
    const { baseUrl } = await localService(answers(status, undefined, { 'retry-after': retryAfter }));
    expect((await failureOf(reserve(baseUrl))).nextRetryDelay).toBeUndefined();
  });
});
