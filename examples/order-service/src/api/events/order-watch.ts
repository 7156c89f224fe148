import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from '@saga/process';
import type { SagaView } from 'saga-core/client';
import type { OrderIntent } from '../orders/order-intent.ts';
import type { OrderIntents } from '../orders/order-intents.ts';
import { type OrderSagas, SagasAwayError } from '../orders/order-sagas.ts';
import { recordLook, withCurrentSaga } from '../orders/read-order.ts';
import { endingOf } from '../orders/saga-end.ts';
import { isFinal, withFinalSaga } from '../orders/with-final-saga.ts';

export interface OrderWatchOptions {
  readonly intents: OrderIntents;
  readonly sagas: OrderSagas;
  readonly logger: Logger;
  /** Aborts when nobody looks on any more, or the process stops. */
  readonly signal: AbortSignal;
}

const retryMilliseconds = 1_000;
/** For what only an operator can mend. What they do about it shows in the table meanwhile. */
const longRetryMilliseconds = 10_000;

/**
 * One order, kept up to date for all who look on. It watches the order's saga and writes down what it sees, and takes over
 * what others wrote down; in both cases it is the table that is shown, so that no two processes ever tell another story.
 */
export class OrderWatch {
  readonly #options: OrderWatchOptions;
  readonly #onlookers = new Set<() => void>();
  #order: OrderIntent;
  #settling: Promise<void> | undefined;
  #hasSettled = false;

  constructor(order: OrderIntent, options: OrderWatchOptions) {
    this.#order = order;
    this.#options = options;
  }

  /** The order as it was last seen: never older than before. */
  get order(): OrderIntent {
    return this.#order;
  }

  /** There is nothing more to see: the order has ended, and what its steps came to is known, or nobody tells it in time. */
  get isOver(): boolean {
    return isFinal(this.#order) || this.#hasSettled;
  }

  /** Calls back after each change, until the function that it gives is called. */
  onChange(onlooker: () => void): () => void {
    this.#onlookers.add(onlooker);
    return () => this.#onlookers.delete(onlooker);
  }

  /** How many look on. */
  get onlookers(): number {
    return this.#onlookers.size;
  }

  /** Takes over a later state of the order. */
  show(order: OrderIntent | undefined): void {
    if (order === undefined || order.version < this.#order.version) return;
    // What was told of an end without its details can be all that there was to tell: then only that it is so is news.
    if (order.version === this.#order.version && isFinal(order) === isFinal(this.#order)) return;
    this.#order = order;
    if (this.#hasEnded) void this.#settle();
    this.#tell();
  }

  /** Resolves once the order has ended, or `signal` was aborted. */
  async run(): Promise<void> {
    const { signal, logger } = this.#options;
    let isTold = false;
    while (!signal.aborted) {
      let pause = retryMilliseconds;
      try {
        pause = await this.#watchOn();
        if (this.#hasEnded) return await this.#settle();
      } catch (error) {
        if (signal.aborted) return;
        // With the engine away this is what waiting looks like. What is wrong with our own database is said once.
        if (!(error instanceof SagasAwayError) && !isTold) {
          logger.warn({ err: error, orderId: this.#order.orderId }, 'an order cannot be watched; trying again');
          isTold = true;
        }
      }
      await delay(pause, undefined, { signal }).catch(() => undefined);
    }
  }

  get #hasEnded(): boolean {
    return this.#order.status !== 'PENDING';
  }

  // Beside the watching, which may hang on the very workers that could not tell what the steps came to.
  #settle(): Promise<void> {
    this.#settling ??= this.#untilSettled();
    return this.#settling;
  }

  async #untilSettled(): Promise<void> {
    try {
      this.show(await withFinalSaga(this.#order, this.#options));
    } catch (error) {
      const { signal, logger } = this.#options;
      if (!signal.aborted)
        logger.warn(
          { err: error, orderId: this.#order.orderId },
          'what the steps of an order came to cannot be learnt',
        );
    }
    this.#hasSettled = true;
    this.#tell();
  }

  #tell(): void {
    for (const onlooker of this.#onlookers) onlooker();
  }

  /** Watches until there is nothing more to see. Gives how long to wait before looking again. */
  async #watchOn(): Promise<number> {
    const { intents, sagas, signal } = this.#options;
    const { orderId } = this.#order;
    let order = await this.#read();
    if (this.#hasEnded || order.startedAt === undefined) return retryMilliseconds;
    const looks = sagas.watch(orderId, signal);
    for (;;) {
      const look = await looks.next();
      if (look.done) {
        if (look.value !== 'unknown') this.show(await withCurrentSaga(await this.#read(), { intents, sagas }));
        return look.value === 'ended' ? retryMilliseconds : longRetryMilliseconds;
      }
      order = await this.#record(order, look.value);
      this.show(order);
      if (this.#hasEnded) {
        await looks.return('ended');
        return retryMilliseconds;
      }
    }
  }

  async #record(order: OrderIntent, saga: SagaView): Promise<OrderIntent> {
    const { intents, sagas } = this.#options;
    // A watch learns last of all that a saga was closed from outside: until then it tells what the saga was at.
    const mayBeBrokenOff = order.saga?.status === 'needsAttention' && saga.status !== 'needsAttention';
    const recorded =
      mayBeBrokenOff || endingOf(saga) !== undefined ? undefined : await recordLook(order, saga, intents);
    return recorded ?? withCurrentSaga(await this.#read(), { intents, sagas });
  }

  async #read(): Promise<OrderIntent> {
    const order = await this.#options.intents.find(this.#order.orderId);
    if (order === undefined) throw new Error('An order that was accepted is not in the table any more.');
    this.show(order);
    return order;
  }
}
