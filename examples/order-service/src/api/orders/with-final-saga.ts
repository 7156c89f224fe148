import { setTimeout as delay } from 'node:timers/promises';
import type { OrderIntent } from './order-intent.ts';
import type { OrderIntents } from './order-intents.ts';
import type { OrderSagas } from './order-sagas.ts';
import { withCurrentSaga } from './read-order.ts';

export interface WithFinalSagaOptions {
  readonly intents: OrderIntents;
  readonly sagas: Pick<OrderSagas, 'status'>;
  /** Aborts when nobody waits any longer. */
  readonly signal: AbortSignal;
}

/** So long an ending waits for what its steps came to. */
const patienceMilliseconds = 3_000;
const pauseMilliseconds = 200;

/** Whether nothing of an order changes any more: it has ended, and what its steps came to is known. */
export function isFinal({ status, sagaFinal, startedAt }: OrderIntent): boolean {
  return status !== 'PENDING' && (sagaFinal || startedAt === undefined);
}

/**
 * An ended order with its saga as it ended, which some seconds after the end may be known to nobody: just then its workers were away or
 * busy. It is asked for again and again for a while. The order as it is known then, when nobody answers or the saga is forgotten.
 */
export async function withFinalSaga(
  order: OrderIntent,
  { intents, sagas, signal }: WithFinalSagaOptions,
): Promise<OrderIntent> {
  const enough = AbortSignal.any([signal, AbortSignal.timeout(patienceMilliseconds)]);
  let isForgotten = false;
  const status = async (orderId: string) => {
    const saga = await sagas.status(orderId);
    isForgotten = saga === undefined;
    return saga;
  };
  let known = order;
  while (!isFinal(known) && !isForgotten && !enough.aborted) {
    known = await withCurrentSaga(known, { intents, sagas: { status } });
    if (!isFinal(known)) await delay(pauseMilliseconds, undefined, { signal: enough }).catch(() => undefined);
  }
  return known;
}
