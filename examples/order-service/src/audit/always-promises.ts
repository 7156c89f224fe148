import type { AuditFacts, Stock } from './audit-facts.ts';
import type { LedgerPromise } from './ledger-promise.ts';
import { OrderLedger } from './ledger-sums.ts';

/** True at every moment of every order. */
export const alwaysPromises: readonly LedgerPromise[] = [
  {
    promise: 'An order is charged at most once',
    violations: eachOrder((ledger) => {
      const charges = ledger.count('charged');
      return charges > 1 ? `was charged ${charges} times` : undefined;
    }),
  },
  {
    promise: 'No more is refunded than was charged',
    violations: eachOrder((ledger) => {
      const [charged, refunded] = [ledger.sum('charged'), ledger.sum('refunded')];
      return refunded > charged ? `was refunded ${refunded} of ${charged} cents` : undefined;
    }),
  },
  {
    promise: 'Stock is never below zero, and what was there at first is available, reserved or sold',
    violations: ({ before, after }) =>
      after.stock.flatMap((now) => {
        const at = before.stock.find(({ sku }) => sku === now.sku);
        const least = Math.min(now.available, now.reserved, now.sold);
        return [
          ...(least < 0 ? [`${now.sku} has ${least} pieces`] : []),
          ...(at === undefined || pieces(at) === pieces(now)
            ? []
            : [`${now.sku} had ${pieces(at)} pieces and has ${pieces(now)}`]),
        ];
      }),
  },
  {
    promise: 'The sum of all accounts never changes',
    violations: ({ before, after }) => {
      const [was, is] = [sum(before.balances), sum(after.balances)];
      return was === is ? [] : [`It was ${was} cents and is ${is}`];
    },
  },
  {
    promise: 'Each customer paid what the ledger says, no more and no less',
    violations: ({ orders, ledger, before, after }) =>
      [...new Set(orders.map(({ customerId }) => customerId))].flatMap((customer) => {
        const own = orders
          .filter(({ customerId }) => customerId === customer)
          .map(({ id }) => new OrderLedger(id, ledger));
        const due = own.reduce((total, order) => total + order.sum('charged') - order.sum('refunded'), 0);
        const paid = (before.balances.get(customer) ?? 0) - (after.balances.get(customer) ?? 0);
        return paid === due ? [] : [`${customer} paid ${paid} cents where the ledger says ${due}`];
      }),
  },
];

type OrderCheck = (ledger: OrderLedger, order: AuditFacts['orders'][number]) => string | undefined;

function eachOrder(check: OrderCheck): LedgerPromise['violations'] {
  return ({ orders, ledger }) =>
    orders.flatMap((order) => {
      const broken = check(new OrderLedger(order.id, ledger), order);
      return broken === undefined ? [] : [`Order ${order.id} ${broken}`];
    });
}

function pieces({ available, reserved, sold }: Stock): number {
  return available + reserved + sold;
}

function sum(balances: ReadonlyMap<string, number>): number {
  return [...balances.values()].reduce((total, balance) => total + balance, 0);
}
