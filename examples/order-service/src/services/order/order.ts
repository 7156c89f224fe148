import type { CancelOrderArgument, CreateOrderArgument } from '@saga/activities';
import { Refusal } from 'saga-core/participant';
import { endingOfCause, type OrderEnding } from '../../saga/order-ending.ts';

export type OrderStatus = 'PENDING' | 'CONFIRMED' | 'CANCELLED' | 'FAILED';

/** All prices of the example are in euros. */
export const currency = 'EUR';

/** What its lines cost together, in cents. */
export function totalOf(items: CreateOrderArgument['items']): number {
  const total = items.reduce((sum, { quantity, unitPrice }) => sum + quantity * unitPrice, 0);
  if (!Number.isSafeInteger(total)) throw new Refusal('TOTAL_TOO_LARGE', 'The order costs more than can be counted.');
  return total;
}

/** PENDING becomes CONFIRMED. No other order can be confirmed. */
export function confirmation(status: OrderStatus): OrderEnding {
  refuseUnlessPending(status);
  return { status: 'CONFIRMED' };
}

/** PENDING becomes CANCELLED if somebody asked for it, and FAILED for every other cause. An order that has ended stays as it is. */
export function cancellation(status: OrderStatus, cause: CancelOrderArgument['cause']): OrderEnding {
  refuseUnlessPending(status);
  return endingOfCause(cause);
}

function refuseUnlessPending(status: OrderStatus): void {
  if (status !== 'PENDING') throw new Refusal('ORDER_HAS_ENDED', `The order is ${status}, which never changes.`);
}
