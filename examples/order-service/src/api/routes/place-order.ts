import { Problem } from '@saga/process';
import type { Request, RequestHandler } from 'express';
import { callerOfRequest } from '../http/authenticate.ts';
import { checkedBody } from '../http/checked-body.ts';
import { idempotencyKeyOf } from '../http/idempotency-key.ts';
import { preferWait } from '../http/prefer-wait.ts';
import type { OrderIntent } from '../orders/order-intent.ts';
import { orderPath, orderView } from '../orders/order-view.ts';
import { type PlacedOrder, placeOrder } from '../orders/place-order.ts';
import { placeOrderBody } from '../orders/place-order-body.ts';
import { withCurrentSaga } from '../orders/read-order.ts';
import { waitForEnding } from '../orders/wait-for-ending.ts';
import type { OrderRoutesOptions } from './order-routes-options.ts';

const statusCodes = { PENDING: 202, CONFIRMED: 201, CANCELLED: 200, FAILED: 200 } as const;

/**
 * `POST /orders`: 202 once the saga is durably started; 201 or 200 when the order has ended, because the caller preferred
 * to wait or has sent this key before.
 */
export function placeOrderRoute(options: OrderRoutesOptions): RequestHandler {
  return async (request, response) => {
    const idempotencyKey = idempotencyKeyOf(request);
    const waitSeconds = waitSecondsOf(request);
    const body = checkedBody(request, placeOrderBody);
    const placed = await placeOrder({ customerId: callerOfRequest(request).subject, idempotencyKey, body }, options);
    const order = await asPreferred(placed, waitSeconds, request, options);
    if (waitSeconds !== undefined) response.set('Preference-Applied', `wait=${waitSeconds}`);
    response.status(statusCodes[order.status]).location(orderPath(order.orderId)).json(orderView(order));
  };
}

async function asPreferred(
  { order, isNew }: PlacedOrder,
  waitSeconds: number | undefined,
  request: Request,
  options: OrderRoutesOptions,
): Promise<OrderIntent> {
  const { intents, follower, stopping } = options;
  if (order.status !== 'PENDING' || !waitSeconds) {
    // Nothing of a new order can be seen yet, and asking would only keep its customer waiting.
    return isNew ? order : withCurrentSaga(order, options);
  }
  const hungUp = new AbortController();
  request.res?.once('close', () => hungUp.abort());
  await waitForEnding(follower, order.orderId, waitSeconds, AbortSignal.any([stopping, hungUp.signal]));
  return withCurrentSaga((await intents.find(order.orderId)) ?? order, options);
}

function waitSecondsOf(request: Request): number | undefined {
  const wait = preferWait(request.get('prefer'));
  if (wait !== 'malformed') return wait;
  throw new Problem({
    status: 400,
    code: 'INVALID_PREFER',
    detail: 'The wait of the Prefer header must be a whole number of seconds from 0 to 30.',
  });
}
