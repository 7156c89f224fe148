import { sagaIdOf } from '../../src/api/orders/saga-view.ts';
import type { CreateOrderInput } from '../../src/saga/create-order-input.ts';
import { chance, oneOf, uuidOf } from './chance.ts';

/** An order of a run, and what its customer does. */
export interface ChaosOrder {
  readonly sagaId: string;
  readonly input: CreateOrderInput;
  /** Its customer cancels when the saga's so-manieth request is on the network. */
  readonly cancelAtCall?: number;
}

const prices: Readonly<Record<string, number>> = {
  'sku-book': 1999,
  'sku-pen': 250,
  'sku-lamp': 4900,
  'sku-rare': 99900,
  'sku-none': 1000,
  'sku-unknown': 100,
};

const inStock = ['sku-book', 'sku-pen', 'sku-lamp'] as const;

/** What is special about an order. They come in turns, so that every twenty orders have all of them. */
const kinds: readonly { readonly sku?: string; readonly paymentMethod?: string; readonly isCancelled?: true }[] = [
  {},
  { isCancelled: true },
  { paymentMethod: 'pm_declined' },
  {},
  { sku: 'sku-none' },
  { paymentMethod: 'pm_flaky' },
  { isCancelled: true },
  {},
  { sku: 'sku-rare' },
  { paymentMethod: 'pm_timeout' },
  { sku: 'sku-unknown' },
  {},
  { paymentMethod: 'pm_declined', isCancelled: true },
  { paymentMethod: 'pm_slow' },
  {},
  { paymentMethod: 'pm_lost' },
  { isCancelled: true },
  { sku: 'sku-rare', paymentMethod: 'pm_declined' },
  { paymentMethod: 'pm_unknown' },
  {},
];

export const customerIds = ['chaos-1', 'chaos-2', 'chaos-3'] as const;

/** The orders of a seed. Those of another `series` have other ids. */
export function chaosOrders(seed: number, series: string, count: number): readonly ChaosOrder[] {
  return Array.from({ length: count }, (_, index) => {
    const roll = (what: string) => chance(seed, series, index, what);
    const { sku, paymentMethod = 'pm_ok', isCancelled = false } = kinds[index % kinds.length] ?? {};
    const usual = inStock.filter((each) => roll(each) < 0.4);
    const skus = [...usual, ...(sku === undefined ? [] : [sku])];
    const items = (skus.length === 0 ? [oneOf(inStock, roll('sku'))] : skus).map((each) => ({
      sku: each,
      quantity: 1 + Math.floor(roll(`quantity of ${each}`) * (each === 'sku-rare' ? 2 : 4)),
      unitPrice: prices[each] ?? 0,
    }));
    const orderId = uuidOf(seed, series, index);
    return {
      sagaId: sagaIdOf(orderId),
      input: { orderId, customerId: oneOf(customerIds, roll('customer')), items, paymentMethod },
      ...(isCancelled && { cancelAtCall: 1 + Math.floor(roll('cancel') * 7) }),
    };
  });
}

/** In cents. */
export function totalOf({ items }: CreateOrderInput): number {
  return items.reduce((total, { quantity, unitPrice }) => total + quantity * unitPrice, 0);
}
