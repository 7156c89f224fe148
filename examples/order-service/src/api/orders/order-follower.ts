import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from '@saga/process';
import type { OrderIntents } from './order-intents.ts';
import { type OrderSagas, SagasAwayError } from './order-sagas.ts';
import { withCurrentSaga } from './read-order.ts';
import { endingOf, viewAfterEnd } from './saga-end.ts';
import { brokenOffView, unstartedSaga } from './saga-view.ts';
import { withAttemptsOf } from './with-attempts-of.ts';

export interface OrderFollowerOptions {
  readonly intents: OrderIntents;
  readonly sagas: OrderSagas;
  readonly logger: Logger;
  /** Aborts when the process stops. */
  readonly stopping: AbortSignal;
}

/** Each follower is one open long poll: beyond this, orders wait for the next sweep. */
const mostAtOnce = 1_000;
const retryMilliseconds = 1_000;
/** For what only an operator can mend. */
const longRetryMilliseconds = 60_000;

const hindrances = {
  unknown: 'the saga of an open order is not known, so its ending cannot be recorded',
  brokenOff:
    'the saga of an open order was closed from outside: look at what it had done, and reset its workflow or undo it',
} as const;

/**
 * Follows the sagas of open orders and records each ending. The instance that started a saga follows it; the others
 * (and this one, after it was started anew) take over what was not recorded in time. Two that follow the same order do no harm:
 * the first ending wins, and they are the same.
 */
export class OrderFollower {
  readonly #options: OrderFollowerOptions;
  readonly #following = new Map<string, Promise<void>>();
  #fresh = true;

  constructor(options: OrderFollowerOptions) {
    this.#options = options;
  }

  /** Follows an order whose saga has started. Resolves once its ending is recorded; never when this process stops before. */
  follow(orderId: string): Promise<void> {
    let following = this.#following.get(orderId);
    if (following === undefined) {
      following = this.#recordEnding(orderId).finally(() => this.#following.delete(orderId));
      this.#following.set(orderId, following);
    }
    return following;
  }

  /** Takes on open orders that nobody follows; the first time all open orders, as this process knows nothing yet. */
  async sweep(): Promise<void> {
    const room = mostAtOnce - this.#following.size;
    if (room <= 0) return;
    const whoever = this.#fresh;
    const orders = await this.#options.intents.openOrders(room, [...this.#following.keys()], whoever);
    for (const orderId of orders) this.follow(orderId);
    this.#fresh = whoever && orders.length === room;
  }

  async #recordEnding(orderId: string): Promise<void> {
    const { stopping, logger } = this.#options;
    let told: string | undefined;
    // Said once, and again only when something else goes wrong with the same order.
    const tell = (message: string, err?: unknown) => {
      const what = err instanceof Error ? `${err.name}: ${err.message}` : message;
      if (told !== what) logger.error({ orderId, ...(err !== undefined && { err }) }, message);
      told = what;
    };
    while (!stopping.aborted) {
      let pause = retryMilliseconds;
      try {
        const hindrance = await this.#untilRecorded(orderId);
        if (hindrance === undefined) return;
        pause = longRetryMilliseconds;
        tell(hindrances[hindrance]);
      } catch (error) {
        // With the engine away this is what waiting looks like: the sweep says it once, not every order every second.
        if (!(error instanceof SagasAwayError)) tell('an ending could not be recorded; trying again', error);
      }
      await delay(pause, undefined, { signal: stopping }).catch(() => undefined);
    }
  }

  /** Gives what stands in the way when there is no ending to record. */
  async #untilRecorded(orderId: string): Promise<keyof typeof hindrances | undefined> {
    const { sagas, intents } = this.#options;
    const end = await sagas.ended(orderId);
    if (end.status === 'unknown') return end.status;
    if (end.status === 'brokenOff') {
      await this.#recordBrokenOff(orderId);
      return end.status;
    }
    const view = await this.#finalView(orderId);
    const ending = endingOf(view ?? end);
    if (ending === undefined) throw new Error('A saga that has ended must not look open.');
    const seen = await this.#lastView(orderId);
    if (view !== undefined) await intents.recordEnding(orderId, ending, withAttemptsOf(seen, view), true);
    else await intents.recordEnding(orderId, ending, viewAfterEnd(seen, end), false);
    return undefined;
  }

  // Whoever asked before it was closed may write down later than we read; then it is our turn again.
  async #recordBrokenOff(orderId: string): Promise<void> {
    const { intents, sagas } = this.#options;
    let order = await intents.find(orderId);
    if (order !== undefined) order = await withCurrentSaga(order, { intents, sagas });
    while (order !== undefined && order.status === 'PENDING' && order.saga?.status !== 'needsAttention') {
      const seen = brokenOffView(order.saga ?? unstartedSaga(orderId));
      order = (await intents.rememberSaga(orderId, seen, order.version)) ?? (await intents.find(orderId));
    }
  }

  async #lastView(orderId: string) {
    return (await this.#options.intents.find(orderId))?.saga ?? unstartedSaga(orderId);
  }

  /** The ending counts more than its details: it is not held back when nobody answers what the steps came to. */
  async #finalView(orderId: string) {
    try {
      const view = await this.#options.sagas.status(orderId);
      return view !== undefined && endingOf(view) !== undefined ? view : undefined;
    } catch (error) {
      if (error instanceof SagasAwayError) return undefined;
      throw error;
    }
  }
}
