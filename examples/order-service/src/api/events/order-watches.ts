import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from '@saga/process';
import type { OrderIntent } from '../orders/order-intent.ts';
import type { OrderIntents } from '../orders/order-intents.ts';
import type { OrderSagas } from '../orders/order-sagas.ts';
import { OrderWatch } from './order-watch.ts';

export interface OrderWatchesOptions {
  readonly intents: OrderIntents;
  readonly sagas: OrderSagas;
  readonly logger: Logger;
  /** Aborts when the process stops. */
  readonly stopping: AbortSignal;
}

/** An order that somebody looks on at. */
export interface LookOn {
  /** The order as it was last seen. */
  readonly order: OrderIntent;
  /** Nothing of it changes any more, as far as anybody tells in time. */
  readonly isOver: boolean;
  /** Must be called once nobody listens any more. */
  leave(): void;
}

const pollMilliseconds = 1_000;

/**
 * The orders that somebody looks on at in this process, each watched once however many there are. What other processes
 * write down shows as well, while Temporal is away too: one query a second asks the table for all of these orders.
 */
export class OrderWatches {
  readonly #options: OrderWatchesOptions;
  readonly #watches = new Map<string, { readonly watch: OrderWatch; readonly stop: AbortController }>();
  #isPolling = false;

  constructor(options: OrderWatchesOptions) {
    this.#options = options;
  }

  /** Looks on at an order. `onChange` is called after each change; `order` is the latest then. */
  lookOn(order: OrderIntent, onChange: () => void): LookOn {
    const { orderId } = order;
    const entry = this.#watches.get(orderId) ?? this.#begin(order);
    const { watch, stop } = entry;
    watch.show(order);
    const leave = watch.onChange(onChange);
    return {
      get order() {
        return watch.order;
      },
      get isOver() {
        return watch.isOver;
      },
      leave: () => {
        leave();
        if (watch.onlookers > 0 || this.#watches.get(orderId) !== entry) return;
        this.#watches.delete(orderId);
        stop.abort();
      },
    };
  }

  #begin(order: OrderIntent) {
    const { stopping, ...options } = this.#options;
    const stop = new AbortController();
    const watch = new OrderWatch(order, { ...options, signal: AbortSignal.any([stopping, stop.signal]) });
    const entry = { watch, stop };
    this.#watches.set(order.orderId, entry);
    void watch.run();
    if (!this.#isPolling) void this.#poll();
    return entry;
  }

  async #poll(): Promise<void> {
    const { intents, stopping } = this.#options;
    this.#isPolling = true;
    while (this.#watches.size > 0 && !stopping.aborted) {
      await delay(pollMilliseconds, undefined, { signal: stopping }).catch(() => undefined);
      const versions = new Map([...this.#watches].map(([orderId, { watch }]) => [orderId, watch.order.version]));
      try {
        for (const order of await intents.changedSince(versions)) this.#watches.get(order.orderId)?.watch.show(order);
      } catch (error) {
        if (!stopping.aborted) this.#options.logger.debug({ err: error }, 'the watched orders cannot be read');
      }
    }
    this.#isPolling = false;
  }
}
