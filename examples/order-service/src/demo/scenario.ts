import type { OrderView } from '../api/orders/order-schema.ts';
import type { OrderWish } from './customer.ts';

/** An order that the demo places, and how it has to end. */
export interface Scenario {
  /** A few words for the table; orders with the same are one row. */
  readonly label: string;
  readonly wish: OrderWish;
  /** A status, and for FAILED its code: `FAILED OUT_OF_STOCK`. */
  readonly expected: string;
  /** The customer cancels right after the order was accepted. */
  readonly cancelsAtOnce?: true;
}

const one = (sku: string, paymentMethod: string): OrderWish => ({ items: [{ sku, quantity: 1 }], paymentMethod });

/** One that is shown by itself. */
export interface Story extends Scenario {
  readonly title: string;
  /** The customer cancels while this step's call is on its way. */
  readonly cancelDuring?: string;
}

/** The stories, shown one after the other. */
export const stories: readonly Story[] = [
  {
    label: 'paid',
    title: 'All goes well',
    wish: {
      items: [
        { sku: 'sku-book', quantity: 2 },
        { sku: 'sku-pen', quantity: 5 },
      ],
      paymentMethod: 'pm_ok',
    },
    expected: 'CONFIRMED',
  },
  {
    label: 'declined',
    title: 'The payment is declined: the reservation is undone, then the order',
    wish: one('sku-lamp', 'pm_declined'),
    expected: 'FAILED PAYMENT_DECLINED',
  },
  {
    label: 'out of stock',
    title: 'Out of stock: nothing was reserved, so only the order is undone',
    wish: one('sku-none', 'pm_ok'),
    expected: 'FAILED OUT_OF_STOCK',
  },
  {
    label: 'reply lost',
    title: "The payment's answer is lost: asked again with the same key, it is charged once",
    wish: one('sku-book', 'pm_timeout'),
    expected: 'CONFIRMED',
  },
  {
    label: 'cancelled midway',
    title: 'The customer cancels while the payment is on its way: all is undone, the money too',
    wish: one('sku-lamp', 'pm_slow'),
    expected: 'CANCELLED',
    cancelDuring: 'processPayment',
  },
];

/** How many of each are placed at once. */
const rushPlan: readonly (readonly [number, Scenario])[] = [
  [26, { label: 'paid, at once', wish: one('sku-pen', 'pm_ok'), expected: 'CONFIRMED' }],
  [6, { label: 'flaky provider, at once', wish: one('sku-book', 'pm_flaky'), expected: 'CONFIRMED' }],
  [8, { label: 'declined, at once', wish: one('sku-lamp', 'pm_declined'), expected: 'FAILED PAYMENT_DECLINED' }],
  [
    6,
    {
      label: 'out of stock, at once',
      wish: {
        items: [
          { sku: 'sku-book', quantity: 3 },
          { sku: 'sku-none', quantity: 1 },
        ],
        paymentMethod: 'pm_ok',
      },
      expected: 'FAILED OUT_OF_STOCK',
    },
  ],
  [
    4,
    {
      label: 'cancelled, at once',
      wish: one('sku-rare', 'pm_slow'),
      expected: 'CANCELLED',
      cancelsAtOnce: true,
    },
  ],
];

/**
 * How an order has to end, once its customer was answered: a cancel that comes too late is refused, and then the order is
 * confirmed. Customers of the rush may be late, as theirs is one request among hundreds.
 */
export function expectedEnding({ expected }: Scenario, isCancelAccepted: boolean | undefined): string {
  return isCancelAccepted === false ? 'CONFIRMED' : expected;
}

/** Fifty orders of every kind, taken in turns. */
export const rush: readonly Scenario[] = inTurns(rushPlan);

/** How an order ended, in the words of `expected`. */
export function endingOf({ status, failure }: OrderView): string {
  return failure === undefined ? status : `${status} ${failure.code}`;
}

function inTurns(plan: readonly (readonly [number, Scenario])[]): readonly Scenario[] {
  const most = Math.max(...plan.map(([count]) => count));
  const rounds = Array.from({ length: most }, (_, round) => plan.filter(([count]) => count > round));
  return rounds.flat().map(([, scenario]) => scenario);
}
