import type { OrderWish } from '../../src/demo/customer.ts';
import type { HoldPoint } from './calls-on-hold.ts';

/** An order, the call in the middle of which its worker is killed, and how it has to end all the same. */
export interface KillPoint extends HoldPoint {
  readonly order: string;
  readonly wish: OrderWish;
  readonly isCancelled: boolean;
  readonly expected: string;
}

const one = (sku: string, paymentMethod: string): OrderWish => ({ items: [{ sku, quantity: 2 }], paymentMethod });

interface Path {
  readonly order: string;
  readonly wish: OrderWish;
  readonly isCancelled?: true;
  readonly expected: string;
  readonly operation: HoldPoint['operation'];
  readonly steps: readonly string[];
}

/** Every call that a saga makes, forward and backward. */
const paths: readonly Path[] = [
  {
    order: 'that is confirmed',
    wish: one('sku-book', 'pm_ok'),
    expected: 'CONFIRMED',
    operation: 'run',
    steps: ['createOrder', 'reserveItems', 'processPayment', 'confirmOrder', 'commitItems'],
  },
  {
    order: 'that is declined',
    wish: one('sku-pen', 'pm_declined'),
    expected: 'FAILED PAYMENT_DECLINED',
    operation: 'compensate',
    steps: ['reserveItems', 'createOrder'],
  },
  {
    order: 'that is out of stock',
    wish: one('sku-none', 'pm_ok'),
    expected: 'FAILED OUT_OF_STOCK',
    operation: 'compensate',
    steps: ['createOrder'],
  },
  {
    order: 'that is cancelled',
    wish: one('sku-rare', 'pm_slow'),
    isCancelled: true,
    expected: 'CANCELLED',
    operation: 'compensate',
    steps: ['processPayment', 'reserveItems', 'createOrder'],
  },
];

export const killPoints: readonly KillPoint[] = paths.flatMap(({ steps, isCancelled = false, ...path }) =>
  steps.flatMap((step) => (['before', 'after'] as const).map((when) => ({ ...path, isCancelled, step, when }))),
);

/** Such as `an order that is declined, killed before createOrder was compensated`. */
export function nameOf({ order, step, operation, when }: KillPoint): string {
  return `an order ${order}, killed ${when} ${step} was ${operation === 'run' ? 'run' : 'compensated'}`;
}
