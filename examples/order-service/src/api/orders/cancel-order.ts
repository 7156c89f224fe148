import type { Problem } from '@saga/process';
import { apiProblem } from '../problems/api-problem.ts';
import type { OrderIntent } from './order-intent.ts';
import type { OrderIntents } from './order-intents.ts';
import { type OrderSagas, SagasAwayError } from './order-sagas.ts';
import type { OrderStarter } from './order-starter.ts';
import { withCurrentSaga } from './read-order.ts';
import type { SagaStarts } from './saga-starts.ts';
import { pivot, unstartedSaga } from './saga-view.ts';

export interface CancelOrderOptions {
  readonly intents: OrderIntents;
  readonly starts: SagaStarts;
  readonly starter: OrderStarter;
  readonly sagas: OrderSagas;
}

/**
 * Cancels an order at its customer's wish.
 *
 * An order whose saga has started is cancelled by its saga, which alone knows whether the pivot was sent. One for which no start was
 * ever sent ends CANCELLED here: no saga of it can exist, and none is started any more. In between, when a
 * start was sent and its answer lost, nobody knows: the wish is kept, the saga is told as soon as it is known to
 * exist, and the customer hears 503.
 *
 * @returns the order, unwinding or cancelled.
 * @throws Problem 409 `TOO_LATE` once the pivot was sent or the order has ended; 503 when it is not known, repeat;
 *   503 `ORDER_NEEDS_ATTENTION` when its saga was broken off, so that only an operator can say what stands.
 */
export async function cancelOrder(order: OrderIntent, options: CancelOrderOptions): Promise<OrderIntent> {
  if (order.status !== 'PENDING') throw tooLate();
  if (order.startedAt === undefined) return cancelUnstarted(order, options);
  return cancelSeen(await withCurrentSaga(order, options), options);
}

/** Cancels an order whose saga has started, and which was just looked at. */
async function cancelSeen(order: OrderIntent, options: CancelOrderOptions): Promise<OrderIntent> {
  const known = knownAnswer(order);
  if (known === 'tooLate') throw tooLate();
  if (known === 'accepted') return order;
  const answer = await options.sagas.cancel(order.orderId);
  if (answer === 'tooLate') throw tooLate();
  if (answer === 'brokenOff') throw needsAttention();
  // The saga of an order that was started can only be unknown after its time, or after its engine lost it.
  if (answer === 'unknown') throw new SagasAwayError();
  return withCurrentSaga(order, options);
}

/**
 * What the saga would answer, where that can be seen from how it looks. To look leaves no trace, to ask is kept in its history for good:
 * whoever asks again and again must not make that grow.
 */
function knownAnswer({ status, saga }: OrderIntent): 'accepted' | 'tooLate' | undefined {
  if (status !== 'PENDING') return 'tooLate';
  // One that was closed from outside is parked nowhere, and only asking tells it from one that needs attention.
  if (saga === undefined || (saga.status === 'needsAttention' && !saga.steps.some((step) => step.status === 'parked')))
    return undefined;
  if (saga.cause !== undefined) return 'accepted';
  return saga.steps.some(({ name, status: step }) => name === pivot && step === 'applied') ? 'tooLate' : undefined;
}

async function cancelUnstarted(order: OrderIntent, options: CancelOrderOptions): Promise<OrderIntent> {
  const { intents, starts, starter } = options;
  const { orderId } = order;
  const cancelled = await starts.cancelUnattempted(orderId, JSON.stringify(unstartedSaga(orderId, 'compensated')));
  if (cancelled !== undefined) return cancelled;
  await starts.requestCancel(orderId);
  if ((await starts.claim(orderId)) !== undefined) await starter.start(orderId);
  const now = await intents.find(orderId);
  if (now === undefined || (now.startedAt === undefined && now.status === 'PENDING')) throw new SagasAwayError();
  // The start has passed the wish on already, and an undo can be quick. Asking again only fetches the saga's answer.
  const current = await withCurrentSaga(now, options);
  return current.status === 'CANCELLED' ? current : cancelSeen(current, options);
}

function tooLate(): Problem {
  return apiProblem('TOO_LATE');
}

function needsAttention(): Problem {
  return apiProblem('ORDER_NEEDS_ATTENTION', { headers: { 'Retry-After': '60' } });
}
