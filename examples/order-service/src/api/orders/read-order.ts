import type { SagaView } from 'saga-core/client';
import type { OrderIntent } from './order-intent.ts';
import type { OrderIntents } from './order-intents.ts';
import { type OrderSagas, SagasAwayError } from './order-sagas.ts';
import { orderView } from './order-view.ts';
import { endingOf } from './saga-end.ts';
import { withAttemptsOf } from './with-attempts-of.ts';

/** As often is a saga asked again because somebody else wrote down a look at it meanwhile. */
const mostLooks = 3;

/**
 * An order with its saga as it looks now, or as it was last seen when nobody answers in time. An ending that shows here first
 * is recorded here, so an answer never says less than an earlier one. An ended order is answered from the table alone.
 */
export async function withCurrentSaga(
  order: OrderIntent,
  { intents, sagas }: { readonly intents: OrderIntents; readonly sagas: Pick<OrderSagas, 'status'> },
): Promise<OrderIntent> {
  let known = order;
  for (let look = 1; look <= mostLooks; look += 1) {
    if (known.sagaFinal || known.startedAt === undefined) return known;
    try {
      let saga = await sagas.status(known.orderId);
      // The attempts can be from just before the end, and what is recorded of an end stays. After it nothing changes any more.
      if (saga !== undefined && endingOf(saga) !== undefined) saga = await sagas.status(known.orderId);
      if (saga === undefined) return known;
      const recorded = await recordLook(known, saga, intents);
      if (recorded !== undefined) return recorded;
    } catch (error) {
      if (!(error instanceof SagasAwayError)) throw error;
      look = mostLooks;
    }
    known = (await intents.find(known.orderId)) ?? known;
  }
  return known;
}

/**
 * Writes down how an order's saga looks, or how it ended. `order` was read before the saga was asked, so a look is never
 * replaced by an older one, whoever else looks at the same time.
 *
 * @returns the order as it is then; `undefined` when somebody else wrote meanwhile, who may have seen more.
 */
export async function recordLook(
  order: OrderIntent,
  saga: SagaView,
  intents: OrderIntents,
): Promise<OrderIntent | undefined> {
  const ending = endingOf(saga);
  if (ending === undefined) {
    const look = withAttemptsOf(order.saga, saga);
    const looksTheSame = shown(order) === shown({ ...order, saga: look });
    return looksTheSame ? order : intents.rememberSaga(order.orderId, look, order.version);
  }
  await intents.recordEnding(order.orderId, ending, withAttemptsOf(order.saga, saga), true);
  return intents.find(order.orderId);
}

function shown(order: OrderIntent): string {
  return JSON.stringify(orderView(order));
}
