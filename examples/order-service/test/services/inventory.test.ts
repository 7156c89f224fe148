import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inventoryService } from '../../src/services/inventory/service.ts';
import { type CallAnswer, type SagaCaller, sagaCaller } from './saga-caller.ts';
import { startTestService, type TestService } from './test-service.ts';

let service: TestService;
beforeAll(async () => {
  service = await startTestService(inventoryService);
});
afterAll(() => service.stop());

type Items = readonly { readonly sku: string; readonly quantity: number }[];

function reserve(saga: SagaCaller, items: Items, more: object = {}): Promise<CallAnswer> {
  const body = { orderId: saga.orderId, items };
  return saga.call({ path: '/reservations', step: 'reserveItems', body, ...more });
}

function release(saga: SagaCaller): Promise<CallAnswer> {
  const path = `/reservations/${saga.orderId}/release`;
  return saga.call({ path, step: 'reserveItems', operation: 'compensate', body: { orderId: saga.orderId } });
}

function commit(saga: SagaCaller): Promise<CallAnswer> {
  return saga.call({ path: `/reservations/${saga.orderId}/commit`, step: 'commitItems', body: {} });
}

interface Stock {
  readonly available: number;
  readonly reserved: number;
  readonly sold: number;
}

async function stockOf(sku: string): Promise<Stock> {
  const { available, reserved, sold } = (await (await service.get(`/items/${sku}`)).json()) as Stock;
  return { available, reserved, sold };
}

async function ledger(saga: SagaCaller): Promise<readonly string[]> {
  const rows = await service.ledger(saga.orderId);
  return rows.map(({ kind, sku, amount_or_qty }) => `${kind} ${amount_or_qty} ${sku}`);
}

describe('the catalogue', () => {
  it('is seeded as the contract says', async () => {
    const response = await service.get('/items');
    const stock = (available: number) => ({ available, reserved: 0, sold: 0 });
    expect(await response.json()).toEqual({
      items: [
        { sku: 'sku-book', price: { amount: 1999, currency: 'EUR' }, ...stock(100_000) },
        { sku: 'sku-lamp', price: { amount: 4900, currency: 'EUR' }, ...stock(100_000) },
        { sku: 'sku-none', price: { amount: 1000, currency: 'EUR' }, ...stock(0) },
        { sku: 'sku-pen', price: { amount: 250, currency: 'EUR' }, ...stock(100_000) },
        { sku: 'sku-rare', price: { amount: 99_900, currency: 'EUR' }, ...stock(50) },
      ],
    });
  });

  it.each(['unknown', "' OR 1=1--", '%F0%9F%93%9A', '__proto__'])('has no item %s', async (sku) => {
    const response = await service.get(`/items/${sku.includes('%') ? sku : encodeURIComponent(sku)}`);
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ code: 'UNKNOWN_SKU' });
  });

  it.each(['%00', '%ff'])('refuses a SKU that no text can hold (%s)', async (sku) => {
    const response = await service.get(`/items/${sku}`);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ code: 'MALFORMED_PATH' });
  });
});

describe('a reservation', () => {
  it('sets all lines aside, those of one SKU added up', async () => {
    const saga = sagaCaller(service);
    const before = await stockOf('sku-book');
    const items = [
      { sku: 'sku-pen', quantity: 1 },
      { sku: 'sku-book', quantity: 2 },
      { sku: 'sku-book', quantity: 3 },
    ];
    const answer = await reserve(saga, items);
    expect(answer).toMatchObject({ status: 200, body: { reservationId: expect.stringMatching(/^[0-9a-f-]{36}$/) } });
    expect(await stockOf('sku-book')).toEqual({
      ...before,
      available: before.available - 5,
      reserved: before.reserved + 5,
    });
    expect(await ledger(saga)).toEqual(['reserved 5 sku-book', 'reserved 1 sku-pen']);
    expect((await release(saga)).status).toBe(204);
    expect(await stockOf('sku-book')).toEqual(before);
    expect(await ledger(saga)).toEqual([
      'reserved 5 sku-book',
      'reserved 1 sku-pen',
      'released 5 sku-book',
      'released 1 sku-pen',
    ]);
  });

  it('happens once however often it is sent, and gives every duplicate the first answer, also after the undo', async () => {
    const saga = sagaCaller(service);
    const items = [{ sku: 'sku-lamp', quantity: 4 }];
    const answers = await Promise.all(Array.from({ length: 5 }, () => reserve(saga, items)));
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    await Promise.all(Array.from({ length: 5 }, () => release(saga)));
    expect((await reserve(saga, items)).text).toBe(answers[0]?.text);
    expect(await ledger(saga)).toEqual(['reserved 4 sku-lamp', 'released 4 sku-lamp']);
  });

  it('is refused as a whole when one line is out of stock, and the refusal names the SKU', async () => {
    const saga = sagaCaller(service);
    const before = await stockOf('sku-book');
    const items = [
      { sku: 'sku-book', quantity: 1 },
      { sku: 'sku-none', quantity: 1 },
    ];
    const refused = {
      status: 409,
      outcome: 'refused',
      body: { code: 'OUT_OF_STOCK', detail: 'sku-none: 1 wanted, 0 available.' },
    };
    expect(await reserve(saga, items)).toMatchObject(refused);
    expect(await reserve(saga, items)).toMatchObject(refused);
    expect((await release(saga)).status).toBe(204);
    expect(await stockOf('sku-book')).toEqual(before);
    expect(await ledger(saga)).toEqual([]);
  });

  it('is refused for a SKU that is not in the catalogue, and for more than can be counted', async () => {
    const unknown = await reserve(sagaCaller(service), [{ sku: 'sku-unknown', quantity: 1 }]);
    expect(unknown).toMatchObject({ status: 409, outcome: 'refused', body: { code: 'UNKNOWN_SKU' } });
    const quantity = Number.MAX_SAFE_INTEGER;
    const huge = await reserve(sagaCaller(service), [
      { sku: 'sku-book', quantity },
      { sku: 'sku-book', quantity },
    ]);
    expect(huge).toMatchObject({ status: 409, outcome: 'refused', body: { code: 'OUT_OF_STOCK' } });
  });

  it('is refused after its undo and after its time', async () => {
    const items = [{ sku: 'sku-book', quantity: 1 }];
    const undone = sagaCaller(service);
    expect((await release(undone)).status).toBe(204);
    expect(await reserve(undone, items)).toMatchObject({
      status: 409,
      outcome: 'refused',
      body: { code: 'ALREADY_COMPENSATED' },
    });
    const late = sagaCaller(service);
    const answer = await reserve(late, items, { notAfter: Date.now() - 1 });
    expect(answer).toMatchObject({ status: 409, outcome: 'refused', body: { code: 'DEADLINE_PASSED' } });
    expect([...(await ledger(undone)), ...(await ledger(late))]).toEqual([]);
  });

  it('gives exactly 50 of 80 orders the 50 rare items, and none is lost or made up', async () => {
    const sagas = Array.from({ length: 80 }, () => sagaCaller(service));
    const answers = await Promise.all(sagas.map((saga) => reserve(saga, [{ sku: 'sku-rare', quantity: 1 }])));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(50);
    expect(answers.filter(({ body }) => body?.code === 'OUT_OF_STOCK')).toHaveLength(30);
    expect(await stockOf('sku-rare')).toEqual({ available: 0, reserved: 50, sold: 0 });
    await Promise.all(sagas.map(release));
    expect(await stockOf('sku-rare')).toEqual({ available: 50, reserved: 0, sold: 0 });
  });

  it('never blocks another one for good, in whatever order they name their SKUs', async () => {
    const there = [
      { sku: 'sku-book', quantity: 1 },
      { sku: 'sku-lamp', quantity: 1 },
      { sku: 'sku-pen', quantity: 1 },
    ];
    const sagas = Array.from({ length: 60 }, () => sagaCaller(service));
    const answers = await Promise.all(
      sagas.map((saga, index) => reserve(saga, index % 2 === 0 ? there : there.toReversed())),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    const ends = await Promise.all(sagas.map((saga, index) => (index % 3 === 0 ? commit(saga) : release(saga))));
    expect(new Set(ends.map(({ status }) => status))).toEqual(new Set([204]));
  });
});

describe('committing a reservation', () => {
  it('makes what was reserved sold, once', async () => {
    const saga = sagaCaller(service);
    await reserve(saga, [{ sku: 'sku-book', quantity: 7 }]);
    const before = await stockOf('sku-book');
    expect((await commit(saga)).status).toBe(204);
    expect((await commit(saga)).status).toBe(204);
    expect(await stockOf('sku-book')).toEqual({ ...before, reserved: before.reserved - 7, sold: before.sold + 7 });
    expect(await ledger(saga)).toEqual(['reserved 7 sku-book', 'sold 7 sku-book']);
    expect(await release(saga)).toMatchObject({ status: 409, outcome: 'refused', body: { code: 'NOT_RESERVED' } });
    expect(await stockOf('sku-book')).toMatchObject({ sold: before.sold + 7 });
  });

  it('is refused when nothing is reserved', async () => {
    const saga = sagaCaller(service);
    expect(await commit(saga)).toMatchObject({ status: 409, outcome: 'refused', body: { code: 'NOTHING_RESERVED' } });
    const released = sagaCaller(service);
    await reserve(released, [{ sku: 'sku-book', quantity: 1 }]);
    await release(released);
    expect(await commit(released)).toMatchObject({ status: 409, outcome: 'refused', body: { code: 'NOT_RESERVED' } });
    expect(await ledger(released)).toEqual(['reserved 1 sku-book', 'released 1 sku-book']);
  });
});
