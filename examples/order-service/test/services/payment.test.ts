import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { paymentService } from '../../src/services/payment/service.ts';
import { type CallAnswer, type SagaCaller, sagaCaller } from './saga-caller.ts';
import { startTestService, type TestService } from './test-service.ts';

let service: TestService;
beforeAll(async () => {
  service = await startTestService(paymentService);
});
afterAll(() => service.stop());

interface Wish {
  readonly customerId?: string;
  readonly paymentMethod?: string;
  readonly amount?: number;
}

function charge(saga: SagaCaller, wish: Wish = {}, more: object = {}): Promise<CallAnswer> {
  const body = { orderId: saga.orderId, customerId: saga.orderId, paymentMethod: 'pm_ok', amount: 4748, ...wish };
  return saga.call({ path: '/charges', step: 'processPayment', body, ...more });
}

function refund(saga: SagaCaller, reference: object): Promise<CallAnswer> {
  const body = { orderId: saga.orderId, ...reference };
  return saga.call({ path: '/refunds', step: 'processPayment', operation: 'compensate', body });
}

function keyOf(saga: SagaCaller): { chargeKey: string } {
  return { chargeKey: `${saga.sagaId}/processPayment/run` };
}

async function balanceOf(id: string): Promise<number> {
  return ((await (await service.get(`/accounts/${id}`)).json()) as { balance: number }).balance;
}

async function ledger(saga: SagaCaller): Promise<readonly string[]> {
  return (await service.ledger(saga.orderId)).map(({ kind, amount_or_qty }) => `${kind} ${amount_or_qty}`);
}

async function sumOfBalances(): Promise<number | undefined> {
  const { rows } = await service.pool.query<{ sum: number }>('SELECT sum(balance)::bigint AS sum FROM accounts');
  return rows[0]?.sum;
}

/** Whether the request had no answer when it was given up, after its charge was made. */
async function unansweredButCharged(saga: SagaCaller, wish: Wish): Promise<boolean> {
  const giveUp = new AbortController();
  const answer = charge(saga, wish, { signal: giveUp.signal }).then(
    () => false,
    () => true,
  );
  await expect.poll(() => ledger(saga)).toEqual(['charged 4748']);
  giveUp.abort();
  return answer;
}

describe('a charge', () => {
  it('moves money from the customer to the merchant, and its refund moves it back', async () => {
    const saga = sagaCaller(service);
    const merchant = await balanceOf('merchant');
    expect(await balanceOf(saga.orderId)).toBe(100_000_000);
    const answer = await charge(saga);
    expect(answer).toMatchObject({ status: 200, body: { paymentId: expect.stringMatching(/^[0-9a-f-]{36}$/) } });
    expect(await balanceOf(saga.orderId)).toBe(99_995_252);
    expect(await balanceOf('merchant')).toBe(merchant + 4748);
    expect((await refund(saga, { paymentId: answer.body?.paymentId })).status).toBe(204);
    expect(await balanceOf(saga.orderId)).toBe(100_000_000);
    expect(await balanceOf('merchant')).toBe(merchant);
    expect(await ledger(saga)).toEqual(['charged 4748', 'refunded 4748']);
  });

  it('happens once however often it is sent, and so does its refund by key', async () => {
    const saga = sagaCaller(service);
    const answers = await Promise.all(Array.from({ length: 5 }, () => charge(saga)));
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    const undone = await Promise.all(Array.from({ length: 5 }, () => refund(saga, keyOf(saga))));
    expect(new Set(undone.map(({ status }) => status))).toEqual(new Set([204]));
    expect((await charge(saga)).text).toBe(answers[0]?.text);
    expect(await ledger(saga)).toEqual(['charged 4748', 'refunded 4748']);
    expect(await balanceOf(saga.orderId)).toBe(100_000_000);
  });

  it.each([
    ['PAYMENT_DECLINED', { paymentMethod: 'pm_declined' }],
    ['UNKNOWN_PAYMENT_METHOD', { paymentMethod: 'pm_unknown' }],
    ['UNKNOWN_PAYMENT_METHOD', { paymentMethod: 'constructor' }],
    ['INSUFFICIENT_FUNDS', { amount: 100_000_001 }],
    ['NOT_A_CUSTOMER', { customerId: 'merchant' }],
    ['NOT_A_CUSTOMER', { customerId: 'opening-balances' }],
  ])('is refused for good with %s for %j', async (code, wish) => {
    const saga = sagaCaller(service);
    expect(await charge(saga, wish)).toMatchObject({ status: 409, outcome: 'refused', body: { code } });
    expect(await charge(saga)).toMatchObject({ status: 409, outcome: 'refused', body: { code } });
    expect((await refund(saga, keyOf(saga))).status).toBe(204);
    expect(await ledger(saga)).toEqual([]);
    expect(await balanceOf(saga.orderId)).toBe(100_000_000);
  });

  it('may take all that the customer has', async () => {
    const saga = sagaCaller(service);
    expect((await charge(saga, { amount: 100_000_000 })).status).toBe(200);
    expect(await balanceOf(saga.orderId)).toBe(0);
  });

  it('is refused after its undo, after its time, and for an order that was charged already', async () => {
    const undone = sagaCaller(service);
    expect((await refund(undone, keyOf(undone))).status).toBe(204);
    expect(await charge(undone)).toMatchObject({ status: 409, body: { code: 'ALREADY_COMPENSATED' } });
    const late = sagaCaller(service);
    expect(await charge(late, {}, { notAfter: Date.now() - 1 })).toMatchObject({
      status: 409,
      body: { code: 'DEADLINE_PASSED' },
    });
    const charged = sagaCaller(service);
    await charge(charged);
    const again = { ...sagaCaller(service), orderId: charged.orderId };
    expect(await charge(again)).toMatchObject({ status: 409, outcome: 'refused', body: { code: 'ALREADY_CHARGED' } });
    expect([...(await ledger(undone)), ...(await ledger(late)), ...(await ledger(charged))]).toEqual(['charged 4748']);
  });

  it('never overdraws an account, however many come at once', async () => {
    const customerId = 'customer-of-many';
    const sagas = Array.from({ length: 20 }, () => sagaCaller(service));
    const answers = await Promise.all(sagas.map((saga) => charge(saga, { customerId, amount: 30_000_000 })));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(3);
    expect(answers.filter(({ body }) => body?.code === 'INSUFFICIENT_FUNDS')).toHaveLength(17);
    expect(await balanceOf(customerId)).toBe(10_000_000);
  });
});

describe('a refund', () => {
  it('is refused, and can be repeated, when it names another payment or order', async () => {
    const saga = sagaCaller(service);
    const { body } = await charge(saga);
    const mismatch = { status: 409, outcome: 'refused', body: { code: 'CHARGE_MISMATCH' } };
    expect(await refund(saga, { paymentId: 'another' })).toMatchObject(mismatch);
    expect(await refund(saga, { orderId: 'another', ...keyOf(saga) })).toMatchObject(mismatch);
    expect(await ledger(saga)).toEqual(['charged 4748']);
    expect((await refund(saga, { paymentId: body?.paymentId })).status).toBe(204);
    expect(await ledger(saga)).toEqual(['charged 4748', 'refunded 4748']);
  });

  it('cannot be more than was charged, whatever the code does', async () => {
    const saga = sagaCaller(service);
    await charge(saga);
    const more = service.pool.query('UPDATE charges SET refunded = 4749 WHERE order_id = $1', [saga.orderId]);
    await expect(more).rejects.toThrow(/charges_not_over_refunded/);
  });
});

describe('a payment method', () => {
  it('pm_flaky answers 503 twice per key, then charges', async () => {
    for (const saga of [sagaCaller(service), sagaCaller(service)]) {
      const wish = { paymentMethod: 'pm_flaky' };
      expect(await charge(saga, wish)).toMatchObject({ status: 503, outcome: null });
      expect(await charge(saga, wish)).toMatchObject({ status: 503, outcome: null });
      expect(await ledger(saga)).toEqual([]);
      expect((await charge(saga, wish)).status).toBe(200);
      expect(await ledger(saga)).toEqual(['charged 4748']);
    }
  });

  it('pm_slow charges at once, answers 3 s later, and holds no database connection meanwhile', async () => {
    const sagas = Array.from({ length: 30 }, () => sagaCaller(service));
    const started = performance.now();
    const answers = Promise.all(sagas.map((saga) => charge(saga, { paymentMethod: 'pm_slow' })));
    await expect.poll(async () => (await Promise.all(sagas.map(ledger))).flat()).toHaveLength(30);
    await expect.poll(() => service.pool.idleCount).toBe(service.pool.totalCount);
    const charged = performance.now();
    expect((await answers).map(({ status }) => status)).toEqual(sagas.map(() => 200));
    // A timer, not a speed: no answer comes before its 3 s, however slow the machine is.
    expect(performance.now() - started).toBeGreaterThanOrEqual(2_990);
    expect(charged).toBeLessThan(performance.now());
  });

  it('pm_timeout charges, never answers the first request, and gives a repeat the stored answer', async () => {
    const saga = sagaCaller(service);
    const wish = { paymentMethod: 'pm_timeout' };
    expect(await unansweredButCharged(saga, wish)).toBe(true);
    expect(await charge(saga, wish)).toMatchObject({ status: 200, body: { paymentId: expect.any(String) } });
    expect(await ledger(saga)).toEqual(['charged 4748']);
  });

  it('pm_lost charges, answers none, and is refunded by key', async () => {
    const saga = sagaCaller(service);
    const wish = { paymentMethod: 'pm_lost' };
    expect(await unansweredButCharged(saga, wish)).toBe(true);
    expect(await unansweredButCharged(saga, wish)).toBe(true);
    expect((await refund(saga, keyOf(saga))).status).toBe(204);
    expect(await ledger(saga)).toEqual(['charged 4748', 'refunded 4748']);
  });

  it('pm_lost answers a fence, which is a question to us and not to the provider', async () => {
    const saga = sagaCaller(service);
    const wish = { paymentMethod: 'pm_lost' };
    expect(await unansweredButCharged(saga, wish)).toBe(true);
    const fence = await charge(saga, wish, { operation: 'fence' });
    expect(fence).toMatchObject({ status: 200, body: { fence: 'applied', result: { paymentId: expect.any(String) } } });
  });

  it('that never answers does not hold up a process that stops', async () => {
    const own = await startTestService(paymentService);
    const saga = sagaCaller(own);
    const answer = charge(saga, { paymentMethod: 'pm_lost' });
    const broken = expect(answer).rejects.toThrow();
    await expect.poll(() => own.ledger(saga.orderId)).toHaveLength(1);
    own.beginStop();
    await broken;
    await own.stop();
  });
});

describe('the books', () => {
  it('balance: all accounts add up to 0, through first use, charges, refunds and refusals', async () => {
    expect(await sumOfBalances()).toBe(0);
    const sagas = Array.from({ length: 30 }, () => sagaCaller(service));
    const methods = ['pm_ok', 'pm_declined', 'pm_ok'];
    const customers = ['customer-a', 'customer-b'];
    const seen = async () =>
      (await Promise.all(['merchant', ...customers].map(balanceOf))).reduce((sum, one) => sum + one, 0);
    const before = await seen();
    await Promise.all(
      sagas.map(async (saga, index) => {
        const paymentMethod = methods[index % 3] ?? 'pm_ok';
        await charge(saga, { paymentMethod, customerId: customers[index % 2] ?? 'customer-a' });
        if (index % 4 === 0) await refund(saga, keyOf(saga));
      }),
    );
    expect(await sumOfBalances()).toBe(0);
    expect(await seen()).toBe(before);
  });

  it('agree with the transfers: every balance is what was credited less what was debited', async () => {
    const { rows } = await service.pool.query(`
      SELECT id FROM accounts a WHERE balance <>
        (SELECT coalesce(sum(amount), 0) FROM transfers WHERE credited = a.id) -
        (SELECT coalesce(sum(amount), 0) FROM transfers WHERE debited = a.id)`);
    expect(rows).toEqual([]);
  });
});
