import { Problem } from '@saga/process';
import type { Request, RequestHandler } from 'express';
import { callerOfRequest } from '../http/authenticate.ts';
import { checkedBody } from '../http/checked-body.ts';
import { idempotencyKeyOf } from '../http/idempotency-key.ts';
import { preferWait } from '../http/prefer-wait.ts';
import type { OrderIntent } from '../orders/order-intent.ts';
import { orderPath, orderView } from '../orders/order-view.ts';
import { placeOrder } from '../orders/place-order.ts';
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
    const accepted = await placeOrder({ customerId: callerOfRequest(request).subject, idempotencyKey, body }, options);
    const order = await asPreferred(accepted, waitSeconds, request, options);
    if (waitSeconds !== undefined) response.set('Preference-Applied', `wait=${waitSeconds}`);
    response.status(statusCodes[order.status]).location(orderPath(order.orderId)).json(orderView(order));
  };
}

async function asPreferred(
  order: OrderIntent,
  waitSeconds: number | undefined,
  request: Request,
  options: OrderRoutesOptions,
): Promise<OrderIntent> {
  const { intents, follower, stopping } = options;
  if (order.status === 'PENDING' && waitSeconds !== undefined && waitSeconds > 0) {
    const hungUp = new AbortController();
    request.res?.once('close', () => hungUp.abort());
    await waitForEnding(follower, order.orderId, waitSeconds, AbortSignal.any([stopping, hungUp.signal]));
    order = (await intents.find(order.orderId)) ?? order;
  }
  return withCurrentSaga(order, options);
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
