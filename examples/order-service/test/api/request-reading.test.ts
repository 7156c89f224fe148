import { describe, expect, test } from 'vitest';
import { entityTag, matchesEntityTag } from '../../src/api/http/entity-tag.ts';
import { preferWait } from '../../src/api/http/prefer-wait.ts';
import { countryCodes } from '../../src/api/orders/country-codes.ts';
import { readOrderCursor, writeOrderCursor } from '../../src/api/orders/order-cursor.ts';
import type { PlaceOrderBody } from '../../src/api/orders/place-order-body.ts';
import { pricedOrder } from '../../src/api/orders/priced-order.ts';
import { requestFingerprint } from '../../src/api/orders/request-fingerprint.ts';

describe('Prefer: wait', () => {
  test.each([
    [undefined, undefined],
    ['respond-async', undefined],
    ['wait=10', 10],
    ['wait=0', 0],
    ['wait=30', 30],
    ['respond-async, Wait = 5; foo=bar', 5],
    ['wait="7"', 7],
    ['wait=3, wait=9', 3],
    ['foo="a, wait=999"', undefined],
    ['foo="a, wait=999", wait=4', 4],
    [String.raw`foo="a\", wait=999", wait=4`, 4],
    ['foo="a; b"; bar="c, wait=1", wait=6', 6],
    ['foo="never closed, wait=999', undefined],
    ['wait="7', 'malformed'],
    ['wait=31', 'malformed'],
    ['wait=-1', 'malformed'],
    ['wait=1.5', 'malformed'],
    ['wait', 'malformed'],
    ['wait=', 'malformed'],
    ['wait=soon', 'malformed'],
  ])('%s reads as %s', (header, expected) => {
    expect(preferWait(header)).toBe(expected);
  });
});

describe('If-None-Match', () => {
  const tag = entityTag('{"status":"PENDING"}');

  test.each([tag, `W/${tag}`, `"other", ${tag}`, '*'])('%s matches the tag of an unchanged body', (header) => {
    expect(matchesEntityTag(header, tag)).toBe(true);
  });

  test.each([undefined, '', '"other"', entityTag('{"status":"CONFIRMED"}')])('%s does not match', (header) => {
    expect(matchesEntityTag(header, tag)).toBe(false);
  });
});

describe('a cursor', () => {
  const place = { createdAt: new Date('2026-03-01T10:00:00.123Z'), orderId: 'b1f7a7d0-3f4b-4a57-9a3e-0d5f1f5c8f10' };

  test('comes back as it was written', () => {
    expect(readOrderCursor(writeOrderCursor(place))).toEqual(place);
  });

  test.each(['', 'x', 'bnVsbA', Buffer.from('["2026-03-01T10:00:00.123Z","not an id"]').toString('base64url')])(
    '%s is none',
    (text) => {
      expect(readOrderCursor(text)).toBeUndefined();
    },
  );
});

describe('the fingerprint of a request', () => {
  const body: PlaceOrderBody = {
    items: [
      { sku: 'sku-book', quantity: 2 },
      { sku: 'sku-pen', quantity: 1 },
    ],
    paymentMethod: 'pm_ok',
    shippingAddress: { line1: 'Main Street 1', city: 'Bonn', postalCode: '53111', country: 'DE' },
  };
  const { shippingAddress: address, ...withoutAddress } = body;

  test('is the same when lines are in another order or the same SKU stands on two lines', () => {
    const items = [
      { sku: 'sku-pen', quantity: 1 },
      { sku: 'sku-book', quantity: 1 },
      { sku: 'sku-book', quantity: 1 },
    ];
    expect(requestFingerprint({ ...body, items })).toBe(requestFingerprint(body));
  });

  test.each([
    ['quantity', { ...body, items: [{ sku: 'sku-book', quantity: 3 }, ...body.items.slice(1)] }],
    ['SKU', { ...body, items: [{ sku: 'sku-lamp', quantity: 2 }, ...body.items.slice(1)] }],
    ['payment method', { ...body, paymentMethod: 'pm_slow' }],
    ['city', { ...body, shippingAddress: { line1: 'Main Street 1', city: 'Ulm', postalCode: '53111', country: 'DE' } }],
    ['address, none', withoutAddress],
  ])('differs with another %s', (_what, other) => {
    expect(address).toBeDefined();
    expect(requestFingerprint(other)).not.toBe(requestFingerprint(body));
  });
});

describe('pricing', () => {
  const eur = (amount: number) => ({ amount, currency: 'EUR' });
  const known = new Map([
    ['dear', eur(Number.MAX_SAFE_INTEGER)],
    ['pen', eur(250)],
    ['import', { amount: 250, currency: 'USD' }],
  ]);
  const catalogue = { prices: async () => known };

  test('adds up lines of the same SKU and takes the price from the catalogue', async () => {
    const requested = [
      { sku: 'pen', quantity: 2 },
      { sku: 'pen', quantity: 3 },
    ];
    expect(await pricedOrder(requested, catalogue)).toEqual({
      lines: [{ sku: 'pen', quantity: 5, unitPrice: 250 }],
      total: 1250,
      currency: 'EUR',
    });
  });

  test.each([
    [[{ sku: 'dear', quantity: 2 }]],
    [
      [
        { sku: 'dear', quantity: 1 },
        { sku: 'pen', quantity: 1 },
      ],
    ],
  ])('refuses a total that a number does not hold exactly', async (requested) => {
    await expect(pricedOrder(requested, catalogue)).rejects.toMatchObject({ status: 422, code: 'TOTAL_TOO_LARGE' });
  });

  test('refuses to add up two currencies', async () => {
    const requested = [
      { sku: 'pen', quantity: 1 },
      { sku: 'import', quantity: 1 },
    ];
    await expect(pricedOrder(requested, catalogue)).rejects.toMatchObject({ status: 422, code: 'MIXED_CURRENCIES' });
  });

  test('refuses a SKU that the catalogue does not have', async () => {
    await expect(pricedOrder([{ sku: 'sku-ghost', quantity: 1 }], catalogue)).rejects.toMatchObject({
      status: 422,
      code: 'UNKNOWN_SKU',
    });
  });
});

test('all 249 assigned country codes are known', () => {
  expect(countryCodes.length).toBe(249);
  expect([...countryCodes].every((code) => /^[A-Z]{2}$/.test(code))).toBe(true);
});
