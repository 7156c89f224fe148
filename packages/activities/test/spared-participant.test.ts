import { CancelledFailure } from '@temporalio/common';
import type { SagaCall } from 'saga-core/activity';
import { describe, expect, test } from 'vitest';
import { createInventoryActivities, createPaymentActivities, type ParticipantClientOptions } from '../src/index.ts';
import { activityEnvironment } from './activity-environment.ts';
import { answers, localService } from './local-service.ts';
import { failureOf, reservation, reserveCall, secret } from './reserve-call.ts';

const ok = answers(200, { reservationId: 'r-1' });
const busy = answers(503, { title: 'Busy' });
const refused = answers(409, { code: 'OUT_OF_STOCK' }, { 'Saga-Outcome': 'refused' });
const chargeArgument = { orderId: '1', customerId: 'c', paymentMethod: 'pm_ok', amount: 1 };
const undo: SagaCall = { ...reserveCall, operation: 'compensate', key: 'create-order-1/reserveItems/compensate' };
/** As many calls as the breaker wants to see before it judges. */
const enough = 20;

/** One worker's activities, all calls through the same guards. */
function caller(baseUrl: string, options: Partial<ParticipantClientOptions> = {}) {
  const { reserve } = createInventoryActivities({ baseUrl, secret, ...options });
  return (environment = activityEnvironment()) => environment.run(() => reserve(reservation, reserveCall));
}

async function times(count: number, perform: () => Promise<unknown>): Promise<void> {
  for (let time = 0; time < count; time += 1) await perform().catch(() => undefined);
}

/** Calls until one is sent, and gives that one's outcome. */
async function untilSent(
  perform: () => Promise<unknown>,
  isSent: () => boolean,
  arrived: Promise<void>,
): Promise<unknown> {
  for (;;) {
    const attempt = perform();
    await Promise.race([arrived, attempt.catch(() => undefined)]);
    if (isSent()) return attempt;
  }
}

describe('a participant that fails most calls', () => {
  test('is left alone: what comes then is not sent, and tried again later', async () => {
    const { baseUrl, seen } = await localService(busy);
    const reserve = caller(baseUrl);
    await times(enough, reserve);
    const failure = await failureOf(reserve());
    expect(failure).toMatchObject({ type: 'ParticipantInDoubt', nonRetryable: false });
    expect(failure.message).toMatch(/^No definite answer to inventory.reserve: .*left alone.*not sent\.$/);
    expect(Number(failure.nextRetryDelay)).toBeGreaterThanOrEqual(500);
    expect(Number(failure.nextRetryDelay)).toBeLessThanOrEqual(3_000);
    expect(seen).toHaveLength(enough);
  });

  test.each<[string, Parameters<typeof localService>[0]]>([
    ['a 500', answers(500)],
    ['a 429', answers(429)],
    ['a reset', (response) => response.socket?.resetAndDestroy()],
    ['silence', () => undefined],
  ])('may fail by %s', async (_name, misbehave) => {
    const { baseUrl, seen } = await localService(misbehave);
    const reserve = caller(baseUrl);
    await times(enough, () => reserve(activityEnvironment({ startToCloseTimeoutMs: 20 })));
    const before = seen.length;
    expect((await failureOf(reserve())).message).toContain('left alone');
    expect(seen).toHaveLength(before);
  });

  test('gets one call as a test after its rest, and all of them again when it answers that', async () => {
    let release = () => {};
    let isTested = () => {};
    const tested = new Promise<void>((resolve) => (isTested = resolve));
    const { baseUrl, seen } = await localService((response) => {
      if (seen.length <= enough) return busy(response);
      if (seen.length > enough + 1) return ok(response);
      release = () => ok(response);
      isTested();
    });
    const reserve = caller(baseUrl, { restMs: 1 });
    await times(enough, reserve);
    const test = untilSent(reserve, () => seen.length > enough, tested);
    await tested;
    expect((await failureOf(reserve())).message).toContain('left alone');
    expect(seen).toHaveLength(enough + 1);
    release();
    await expect(test).resolves.toEqual({ reservationId: 'r-1' });
    await expect(reserve()).resolves.toEqual({ reservationId: 'r-1' });
    expect(seen).toHaveLength(enough + 2);
  });

  test('stays left alone when its test was cancelled before it answered', async () => {
    let isTested = () => {};
    const tested = new Promise<void>((resolve) => (isTested = resolve));
    const { baseUrl, seen } = await localService((response) => (seen.length <= enough ? busy(response) : isTested()));
    const reserve = caller(baseUrl, { restMs: 200 });
    await times(enough, reserve);
    const environment = activityEnvironment({ startToCloseTimeoutMs: 600_000 });
    const test = untilSent(
      () => reserve(environment),
      () => seen.length > enough,
      tested,
    );
    const ended = expect(test).rejects.toBeInstanceOf(CancelledFailure);
    await tested;
    environment.cancel();
    await ended;
    expect((await failureOf(reserve())).message).toContain('left alone');
    expect(seen).toHaveLength(enough + 1);
  });

  test('in one operation is left alone in that one: an undo at another address goes on', async () => {
    const { baseUrl, seen } = await localService((response, { path }) =>
      (path === '/refunds' ? answers(204) : busy)(response),
    );
    const { charge, refund } = createPaymentActivities({ baseUrl, secret, restMs: 60_000 });
    const charging = () => activityEnvironment().run(() => charge(chargeArgument, reserveCall));
    await times(enough, charging);
    expect((await failureOf(charging())).message).toContain('left alone');
    const refunding = () => activityEnvironment().run(() => refund({ orderId: '1', paymentId: 'p-1' }, undo));
    for (let n = 1; n <= enough; n += 1) await expect(refunding()).resolves.toBeUndefined();
    expect(seen).toHaveLength(2 * enough);
  });

  test('does not keep calls from another participant', async () => {
    const { baseUrl } = await localService(busy);
    await times(enough + 1, caller(baseUrl));
    const payments = await localService(answers(200, { paymentId: 'p-1' }));
    const { charge } = createPaymentActivities({ baseUrl: payments.baseUrl, secret });
    await expect(activityEnvironment().run(() => charge(chargeArgument, reserveCall))).resolves.toEqual({
      paymentId: 'p-1',
    });
  });
});

describe('a participant is not left alone', () => {
  test('for what it refuses: that is an answer', async () => {
    const { baseUrl, seen } = await localService(refused);
    await times(enough * 2, caller(baseUrl));
    expect(seen).toHaveLength(enough * 2);
  });

  test.each([400, 401, 404, 409])('for a %i: it is there', async (status) => {
    const { baseUrl, seen } = await localService(answers(status));
    await times(enough * 2, caller(baseUrl));
    expect(seen).toHaveLength(enough * 2);
  });

  test('for every second call: retries get through', async () => {
    const { baseUrl, seen } = await localService((response) => (seen.length % 2 === 0 ? busy : ok)(response));
    await times(enough * 2, caller(baseUrl));
    expect(seen).toHaveLength(enough * 2);
  });

  test('for calls that Temporal cancelled', async () => {
    const { baseUrl, seen } = await localService(() => undefined);
    const reserve = caller(baseUrl);
    for (let time = 1; time <= enough * 2; time += 1) {
      const environment = activityEnvironment({ startToCloseTimeoutMs: 600_000 });
      const attempt = expect(reserve(environment)).rejects.toBeInstanceOf(CancelledFailure);
      await expect.poll(() => seen.length, { interval: 1 }).toBe(time);
      environment.cancel();
      await attempt;
    }
  });

  test('for local tries that had too little time', async () => {
    const { baseUrl } = await localService(() => undefined);
    const reserve = caller(baseUrl);
    for (let time = 1; time <= enough * 2; time += 1) {
      // Whether it arrives within so little time is the machine's affair.
      const failure = await failureOf(reserve(activityEnvironment({ isLocal: true, startToCloseTimeoutMs: 20 })));
      expect(failure.message).not.toContain('left alone');
    }
  });
});

describe('too many calls at once to one participant', () => {
  test('are not sent, and tried again soon; the next is when there is room', async () => {
    const held: (() => void)[] = [];
    const { baseUrl, seen } = await localService((response) => held.push(() => ok(response)));
    const reserve = caller(baseUrl, { maxCalls: 3 });
    const underWay = [reserve(), reserve()];
    const failure = await failureOf(reserve());
    expect(failure).toMatchObject({ type: 'ParticipantInDoubt', nonRetryable: false });
    expect(failure.message).toContain('2 such calls to it are under way already, so it was not sent');
    expect(failure.nextRetryDelay).toBeGreaterThanOrEqual(200);
    await expect.poll(() => held.length).toBe(2);
    expect(seen).toHaveLength(2);
    held.shift()?.();
    await Promise.race(underWay);
    const next = reserve();
    await expect.poll(() => held.length).toBe(2);
    for (const answer of held) answer();
    await expect(Promise.all([...underWay, next])).resolves.toHaveLength(3);
  });

  test.each<[string, SagaCall]>([
    ['an undo', undo],
    ['a fence', { ...reserveCall, operation: 'fence', key: 'create-order-1/reserveItems/fence' }],
    ['a run that must succeed', { ...reserveCall, mustSucceed: true }],
  ])('that may be undone leave a place for %s, however long they hang', async (_name, owed) => {
    const { baseUrl, seen } = await localService((response, { path }) => path !== '/charges' && answers(204)(response));
    const { charge, refund } = createPaymentActivities({ baseUrl, secret, maxCalls: 5 });
    const environment = activityEnvironment({ startToCloseTimeoutMs: 600_000 });
    const hanging = Array.from({ length: 4 }, () =>
      expect(environment.run(() => charge(chargeArgument, reserveCall))).rejects.toBeInstanceOf(CancelledFailure),
    );
    await expect.poll(() => seen.length).toBe(4);
    const failure = await failureOf(activityEnvironment().run(() => charge(chargeArgument, reserveCall)));
    expect(failure.message).toContain('4 such calls to it are under way already');
    const argument = { orderId: '1', paymentId: 'p-1' };
    await expect(activityEnvironment().run(() => refund(argument, owed))).resolves.toBeUndefined();
    environment.cancel();
    await Promise.all(hanging);
  });

  test('leave room when Temporal cancels them', async () => {
    const { baseUrl, seen } = await localService((response) => seen.length > 1 && ok(response));
    const reserve = caller(baseUrl, { maxCalls: 1 });
    const environment = activityEnvironment({ startToCloseTimeoutMs: 600_000 });
    const cancelled = expect(reserve(environment)).rejects.toBeInstanceOf(CancelledFailure);
    await expect.poll(() => seen.length).toBe(1);
    environment.cancel();
    await cancelled;
    await expect(reserve()).resolves.toEqual({ reservationId: 'r-1' });
  });

  test('are no sign that it fails', async () => {
    const { baseUrl } = await localService(() => undefined);
    const reserve = caller(baseUrl, { maxCalls: 1 });
    const environment = activityEnvironment({ startToCloseTimeoutMs: 600_000 });
    const underWay = expect(reserve(environment)).rejects.toBeInstanceOf(CancelledFailure);
    await times(enough * 2, reserve);
    expect((await failureOf(reserve())).message).toContain('under way already');
    environment.cancel();
    await underWay;
  });
});

describe('the trace of a call', () => {
  test('is one for all calls of a saga, with a span for each attempt', async () => {
    const { baseUrl, seen } = await localService(ok);
    const reserve = caller(baseUrl);
    await times(2, reserve);
    const [first, second] = seen.map(({ headers }) =>
      /^00-([0-9a-f]{32})-([0-9a-f]{16})-01$/.exec(String(headers.traceparent)),
    );
    expect(first?.[1]).toBe(second?.[1]);
    expect(first?.[2]).not.toBe(second?.[2]);
  });

  test('is the one that the worker traces, where it does', async () => {
    const { baseUrl, seen } = await localService(ok);
    const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-00`;
    await caller(baseUrl, { traceOf: () => ({ traceparent, tracestate: 'vendor=1' }) })();
    expect(seen[0]?.headers).toMatchObject({ traceparent, tracestate: 'vendor=1' });
  });
});
