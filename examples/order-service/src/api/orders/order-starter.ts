import type { Logger } from '@saga/process';
import type { OrderFollower } from './order-follower.ts';
import type { OrderIntent } from './order-intent.ts';
import type { OrderIntents } from './order-intents.ts';
import type { OrderSagas } from './order-sagas.ts';
import type { SagaStarts } from './saga-starts.ts';
import { takeTurns } from './take-turns.ts';

export interface OrderStarterOptions {
  readonly intents: OrderIntents;
  readonly starts: SagaStarts;
  readonly sagas: OrderSagas;
  readonly follower: OrderFollower;
  readonly logger: Logger;
}

/** Sagas that one sweep starts; what is left waits for the next. */
const batch = 50;
const startsAtOnce = 5;

/** Starts the sagas of accepted orders: when a customer asks, and by itself what was saved but not started. */
export class OrderStarter {
  readonly #options: OrderStarterOptions;

  constructor(options: OrderStarterOptions) {
    this.#options = options;
  }

  /**
   * Starts the saga of an order whose start this caller has taken on (by saving or claiming it).
   *
   * @returns the order as it is then: started, or ended because it was cancelled first.
   * @throws SagasAwayError when it is not known to be started. The intent stays, and a sweep starts it later.
   */
  async start(orderId: string): Promise<OrderIntent> {
    const { intents, starts, follower } = this.#options;
    try {
      const started = await this.#attempt(orderId);
      if (started !== undefined) follower.follow(orderId);
      const order = started ?? (await intents.find(orderId));
      if (order === undefined) throw new Error('An order that was accepted is not in the table any more.');
      return order;
    } catch (error) {
      await starts.giveUp(orderId);
      throw error;
    }
  }

  /** Starts what nobody is at. Does nothing, and marks nothing as tried, while sagas can't be started. */
  async sweep(): Promise<void> {
    const { starts, sagas, logger } = this.#options;
    await sagas.reachable();
    const claimed = await starts.claimSome(batch);
    if (claimed.length === 0) return;
    const ends = await Promise.allSettled(takeTurns(claimed, startsAtOnce, ({ orderId }) => this.start(orderId)));
    const failed = ends.find((end) => end.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
    logger.info({ orders: claimed.length }, 'started the sagas of orders that were saved before');
  }

  async #attempt(orderId: string): Promise<OrderIntent | undefined> {
    const { starts, sagas } = this.#options;
    // First, and without a trace: an order that nobody tried to start can still be cancelled for certain.
    await sagas.reachable();
    const order = await starts.beginAttempt(orderId);
    if (order === undefined) return undefined;
    await sagas.start(order);
    if (order.cancelRequestedAt === undefined) {
      const started = await starts.recordStarted(orderId, { cancelSent: false });
      if (started !== undefined) return started;
    }
    await sagas.cancel(orderId);
    return starts.recordStarted(orderId, { cancelSent: true });
  }
}
