import type { OrderIntent } from './order-intent.ts';
import type { OrderIntents } from './order-intents.ts';
import { type OrderSagas, SagasAwayError } from './order-sagas.ts';
import { endingOf } from './saga-end.ts';

/**
 * An order with its saga as it looks now, or as it was last seen when nobody answers in time. An ending that shows here first
 * is recorded here, so an answer never says less than an earlier one. An ended order is answered from the table alone.
 */
export async function withCurrentSaga(
  order: OrderIntent,
  { intents, sagas }: { readonly intents: OrderIntents; readonly sagas: OrderSagas },
): Promise<OrderIntent> {
  if (order.sagaFinal || order.startedAt === undefined) return order;
  try {
    const saga = await sagas.status(order.orderId);
    if (saga === undefined) return order;
    const ending = endingOf(saga);
    if (ending !== undefined) await intents.recordEnding(order.orderId, ending, saga, true);
    else await intents.rememberSaga(order.orderId, saga);
  } catch (error) {
    if (!(error instanceof SagasAwayError)) throw error;
  }
  return (await intents.find(order.orderId)) ?? order;
}
