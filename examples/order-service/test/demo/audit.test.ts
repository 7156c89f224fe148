import { describe, expect, it } from 'vitest';
import { alwaysPromises } from '../../src/audit/always-promises.ts';
import type { AuditedOrder, AuditFacts, Holdings, LedgerRow } from '../../src/audit/audit-facts.ts';
import { endedPromises } from '../../src/audit/ended-promises.ts';

const order: AuditedOrder = {
  id: 'order-1',
  customerId: 'customer-1',
  status: 'CONFIRMED',
  hasEnded: true,
  total: 500,
  lines: [
    { sku: 'sku-pen', quantity: 1 },
    { sku: 'sku-pen', quantity: 1 },
  ],
};
const failed: AuditedOrder = { ...order, status: 'FAILED' };

const row = (kind: LedgerRow['kind'], amount: number, at = 0, sku: string | null = null): LedgerRow => ({
  orderId: order.id,
  kind,
  amount,
  at,
  sku,
});
const created = row('created', 500);
const reserved = row('reserved', 2, 1, 'sku-pen');
const charged = row('charged', 500, 2);
const confirmed = row('confirmed', 500, 3);
const sold = row('sold', 2, 4, 'sku-pen');
const refunded = row('refunded', 500, 5);
const released = row('released', 2, 6, 'sku-pen');
const ended = row('failed', 500, 7);

const bought = [created, reserved, charged, confirmed, sold];
const undone = [created, reserved, charged, refunded, released, ended];

function holdings(available: number, taken: number, customer: number, merchant: number): Holdings {
  const stock = [{ sku: 'sku-pen', available, reserved: 0, sold: taken }];
  return {
    stock,
    balances: new Map([
      ['customer-1', customer],
      ['merchant', merchant],
    ]),
  };
}
const before = holdings(10, 0, 1000, 0);
const afterBuying = holdings(8, 2, 500, 500);

/** The promises that the facts break. */
function broken(facts: Partial<AuditFacts>): readonly string[] {
  const whole: AuditFacts = { orders: [order], ledger: bought, before, after: afterBuying, ...facts };
  return [...alwaysPromises, ...endedPromises]
    .filter(({ violations }) => violations(whole).length > 0)
    .map(({ promise }) => promise);
}

describe('The auditor is content with', () => {
  it('an order that was carried out', () => {
    expect(broken({})).toEqual([]);
  });

  it('an order that was undone', () => {
    expect(broken({ orders: [failed], ledger: undone, after: before })).toEqual([]);
  });

  it('an order that was undone before any service knew of it', () => {
    expect(broken({ orders: [failed], ledger: [], after: before })).toEqual([]);
  });
});

describe('The auditor finds', () => {
  const paid = 'Each customer paid what the ledger says, no more and no less';

  it.each<[string, Partial<AuditFacts>, readonly string[]]>([
    [
      'a second charge',
      { ledger: [...bought, row('charged', 500)], after: holdings(8, 2, 0, 1000) },
      ['An order is charged at most once', 'A CONFIRMED order has cost its total'],
    ],
    [
      'a refund of more than was charged',
      { orders: [failed], ledger: [...undone, row('refunded', 1, 6)], after: holdings(10, 0, 1001, -1) },
      ['No more is refunded than was charged', 'A CANCELLED or FAILED order has its money back'],
    ],
    [
      'pieces that vanished',
      { after: holdings(7, 2, 500, 500) },
      ['Stock is never below zero, and what was there at first is available, reserved or sold'],
    ],
    [
      'stock below zero',
      { after: holdings(-1, 11, 500, 500) },
      ['Stock is never below zero, and what was there at first is available, reserved or sold'],
    ],
    ['money from nowhere', { after: holdings(8, 2, 500, 501) }, ['The sum of all accounts never changes']],
    ['a charge that is in no ledger', { after: holdings(8, 2, 400, 600) }, [paid]],
    [
      'a CONFIRMED order that was refunded',
      { ledger: [...bought, refunded], after: holdings(8, 2, 1000, 0) },
      ['A CONFIRMED order has cost its total'],
    ],
    [
      'a CONFIRMED order with a line that was not sold',
      { ledger: [created, reserved, charged, confirmed, row('sold', 1, 4, 'sku-pen')] },
      ['A CONFIRMED order got its lines: all of them sold, nothing left reserved'],
    ],
    [
      'a FAILED order that was not refunded',
      { orders: [failed], ledger: undone.filter(({ kind }) => kind !== 'refunded') },
      ['A CANCELLED or FAILED order has its money back'],
    ],
    [
      'a FAILED order that still holds stock',
      { orders: [failed], ledger: undone.filter(({ kind }) => kind !== 'released'), after: before },
      ['A CANCELLED or FAILED order has nothing reserved and nothing sold'],
    ],
    [
      'a FAILED order whose items were sold',
      { orders: [failed], ledger: [created, reserved, sold, ended], after: before },
      ['A CANCELLED or FAILED order has nothing reserved and nothing sold'],
    ],
    [
      'an effect after the end',
      {
        orders: [failed],
        ledger: [...undone.filter(({ kind }) => kind !== 'refunded'), row('refunded', 500, 8)],
        after: before,
      },
      ['No effect is created after an order was CANCELLED or FAILED'],
    ],
    [
      'an order that ended otherwise than its customer was told',
      { ledger: [created, reserved, charged, ended, sold] },
      ['An order is created once and ends once, as its customer was told'],
    ],
    [
      'an order that ended twice',
      { ledger: [...bought, row('cancelled', 500, 9)] },
      ['An order is created once and ends once, as its customer was told'],
    ],
    [
      'an order with another total than its customer was told',
      { ledger: [row('created', 499), reserved, charged, confirmed, sold] },
      ['An order is created once and ends once, as its customer was told'],
    ],
    ['an order that never ended', { orders: [{ ...order, hasEnded: false }] }, ['Every order has ended']],
  ])('%s', (_, facts, promises) => {
    expect(broken(facts)).toEqual(promises);
  });
});
