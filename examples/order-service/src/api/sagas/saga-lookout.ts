import type { OrderIntents } from '../orders/order-intents.ts';
import type { OrderSagas } from '../orders/order-sagas.ts';
import { withCurrentSaga } from '../orders/read-order.ts';
import { takeTurns } from '../orders/take-turns.ts';

export interface SagaLookoutOptions {
  readonly intents: OrderIntents;
  readonly sagas: OrderSagas;
}

/** Sagas that one sweep asks; what is left comes first in the next. */
const batch = 50;
const asksAtOnce = 5;

/**
 * Looks after the sagas of orders that take longer than most, and writes down how each is, so that one that needs
 * attention is found in the table within seconds, whether or not anybody reads its order.
 *
 * Temporal's visibility would tell as well, but only where the namespace knows the search attribute `SagaStatus`, some
 * seconds late, and in an order that the list can't be paged by. Asking costs one question per slow order now and then.
 */
export class SagaLookout {
  readonly #options: SagaLookoutOptions;

  constructor(options: SagaLookoutOptions) {
    this.#options = options;
  }

  async sweep(): Promise<void> {
    const waiting = await this.#options.intents.takeUnlooked(batch);
    await Promise.all(takeTurns(waiting, asksAtOnce, (order) => withCurrentSaga(order, this.#options)));
  }
}
