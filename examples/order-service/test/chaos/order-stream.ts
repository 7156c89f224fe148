import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { OrderView } from '../../src/api/orders/order-schema.ts';
import type { OrderWish } from '../../src/demo/customer.ts';
import { hasEnded } from '../../src/demo/follow-order.ts';
import type { PersistentCustomer } from './persistent-customer.ts';

/** What customers want in turns, and the endings that are right. */
interface StreamedWish {
  readonly wish: OrderWish;
  readonly isCancelled?: true;
  /** As `endingOf` tells them. */
  readonly expected: readonly string[];
}

const one = (sku: string, paymentMethod: string): OrderWish => ({ items: [{ sku, quantity: 2 }], paymentMethod });

const wishes: readonly [StreamedWish, ...StreamedWish[]] = [
  { wish: one('sku-book', 'pm_ok'), expected: ['CONFIRMED'] },
  { wish: one('sku-lamp', 'pm_declined'), expected: ['FAILED PAYMENT_DECLINED'] },
  { wish: one('sku-pen', 'pm_ok'), expected: ['CONFIRMED'] },
  { wish: one('sku-pen', 'pm_slow'), isCancelled: true, expected: ['CANCELLED', 'CONFIRMED'] },
  { wish: one('sku-none', 'pm_ok'), expected: ['FAILED OUT_OF_STOCK'] },
];

/** An order that has ended. */
export interface StreamedOrder extends StreamedWish {
  readonly customerId: string;
  readonly order: OrderView;
  readonly isCancelAccepted?: boolean;
  /** When it was first asked for, on the clock of `performance.now()`. */
  readonly askedAt: number;
}

/** Orders without end, some always in flight: each customer has one after the other. */
export class OrderStream {
  /** Those that have ended so far. */
  readonly ended: StreamedOrder[] = [];
  readonly #lanes: Promise<unknown>;
  #count = 0;
  #isStopping = false;

  constructor(customers: readonly PersistentCustomer[]) {
    this.#lanes = Promise.all(customers.map((customer) => this.#orderOn(customer)));
    this.#lanes.catch(() => undefined); // Whoever stops the stream hears of it.
  }

  /** The confirmed orders that were asked for after that time. */
  confirmedSince(time: number): readonly StreamedOrder[] {
    return this.ended.filter(({ askedAt, order }) => askedAt >= time && order.status === 'CONFIRMED');
  }

  /** Resolves when all orders have ended; no further ones are placed. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    await this.#lanes;
  }

  async #orderOn(customer: PersistentCustomer): Promise<void> {
    while (!this.#isStopping) {
      const streamed = wishes[this.#count++ % wishes.length] ?? wishes[0];
      const askedAt = performance.now();
      let order = await customer.place(streamed.wish, randomUUID());
      const isCancelAccepted = streamed.isCancelled && (await customer.cancel(order.id));
      while (!hasEnded(order)) {
        await delay(300);
        order = await customer.read(order.id);
      }
      const cancelled = isCancelAccepted === undefined ? {} : { isCancelAccepted };
      this.ended.push({ ...streamed, ...cancelled, customerId: customer.id, order, askedAt });
    }
  }
}
