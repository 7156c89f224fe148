import type { AuditedOrder, LedgerRow } from './audit-facts.ts';
import type { LedgerPromise } from './ledger-promise.ts';
import { addedUp, OrderLedger } from './ledger-sums.ts';

/** True of every order whose saga has ended. */
export const endedPromises: readonly LedgerPromise[] = [
  {
    promise: 'A CONFIRMED order has cost its total',
    violations: eachEnded(['CONFIRMED'], (ledger, { total }) => {
      const paid = ledger.sum('charged') - ledger.sum('refunded');
      return paid === total ? [] : [`cost ${paid} of ${total} cents`];
    }),
  },
  {
    promise: 'A CONFIRMED order got its lines: all of them sold, nothing left reserved',
    violations: eachEnded(['CONFIRMED'], (ledger, { lines }) => [
      ...differences(addedUp(lines), ledger.pieces('sold'), 'sold'),
      ...heldBack(ledger),
    ]),
  },
  {
    promise: 'A CANCELLED or FAILED order has its money back',
    violations: eachEnded(['CANCELLED', 'FAILED'], (ledger) => {
      const [charged, refunded] = [ledger.sum('charged'), ledger.sum('refunded')];
      return charged === refunded ? [] : [`was charged ${charged} and refunded ${refunded} cents`];
    }),
  },
  {
    promise: 'A CANCELLED or FAILED order has nothing reserved and nothing sold',
    violations: eachEnded(['CANCELLED', 'FAILED'], (ledger) => [
      ...differences(new Map(), ledger.pieces('sold'), 'sold'),
      ...heldBack(ledger),
    ]),
  },
  {
    promise: 'No effect is created after an order was CANCELLED or FAILED',
    violations: eachEnded(['CANCELLED', 'FAILED'], (ledger) => {
      const end = ledger.rows.find(({ kind }) => kind === 'cancelled' || kind === 'failed');
      if (end === undefined) return [];
      const later = ledger.rows.filter(({ at }) => at > end.at);
      return later.map(({ kind, at }) => `has "${kind}" ${(at - end.at) / 1000} ms after it had ${end.kind}`);
    }),
  },
  {
    promise: 'An order is created once and ends once, as its customer was told',
    violations: eachEnded(['CONFIRMED', 'CANCELLED', 'FAILED'], (ledger, { status, total }) => {
      const own = ledger.rows.filter(({ kind }) => ['created', 'confirmed', 'cancelled', 'failed'].includes(kind));
      // Undone before it existed, an order leaves no trace in any ledger.
      if (status !== 'CONFIRMED' && ledger.rows.length === 0) return [];
      const kinds = own.map(({ kind }) => kind).sort();
      const expected = ['created', endings[status]].sort();
      if (kinds.join() !== expected.join())
        return [`shows ${status}, and its ledger has ${kinds.join(', ') || 'nothing'}`];
      return own
        .filter(({ amount }) => amount !== total)
        .map(({ kind, amount }) => `is "${kind}" with ${amount} of ${total} cents`);
    }),
  },
  {
    promise: 'Every order has ended',
    violations: ({ orders }) =>
      orders
        .filter(({ hasEnded, status }) => !hasEnded || status === 'PENDING')
        .map(({ id, status }) => `Order ${id} is ${status}, its saga open`),
  },
];

const endings: Readonly<Record<AuditedOrder['status'], LedgerRow['kind'] | ''>> = {
  PENDING: '',
  CONFIRMED: 'confirmed',
  CANCELLED: 'cancelled',
  FAILED: 'failed',
};

type EndedCheck = (ledger: OrderLedger, order: AuditedOrder) => readonly string[];

function eachEnded(statuses: readonly AuditedOrder['status'][], check: EndedCheck): LedgerPromise['violations'] {
  return ({ orders, ledger }) =>
    orders
      .filter(({ hasEnded, status }) => hasEnded && statuses.includes(status))
      .flatMap((order) =>
        check(new OrderLedger(order.id, ledger), order).map((broken) => `Order ${order.id} ${broken}`),
      );
}

/** What was reserved and neither released nor sold. */
function heldBack(ledger: OrderLedger): readonly string[] {
  const gone = ledger.sum('released', 'sold');
  const reserved = ledger.sum('reserved');
  return reserved === gone ? [] : [`has ${reserved} pieces reserved, of which ${gone} were released or sold`];
}

function differences(
  expected: ReadonlyMap<string, number>,
  found: ReadonlyMap<string, number>,
  what: string,
): readonly string[] {
  return [...new Set([...expected.keys(), ...found.keys()])]
    .filter((sku) => (expected.get(sku) ?? 0) !== (found.get(sku) ?? 0))
    .map((sku) => `has ${found.get(sku) ?? 0} of ${expected.get(sku) ?? 0} ${sku} ${what}`);
}
