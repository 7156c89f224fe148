import type { RequestHandler } from 'express';
import { z } from 'zod';
import { checkedBody } from '../http/checked-body.ts';
import { answerWithin } from '../orders/answer-within.ts';
import { cancelOrder } from '../orders/cancel-order.ts';
import { orderPath, orderView } from '../orders/order-view.ts';
import type { OrderRoutesOptions } from './order-routes-options.ts';
import { ownOrder } from './own-order.ts';

/** For all that a cancel asks of the engine and the database: well under the grace that a stopping process gives its requests. */
const patienceMilliseconds = 5_000;

const noFields = z.strictObject({});

/** `POST /orders/{id}/cancel`: 202 with the order, now or already unwinding. There is nothing to send along. */
export function cancelOrderRoute(options: OrderRoutesOptions): RequestHandler {
  return async (request, response) => {
    if (request.body !== undefined) checkedBody(request, noFields);
    const cancel = async () => cancelOrder(await ownOrder(request, options.intents), options);
    const order = await answerWithin(patienceMilliseconds, cancel());
    response.status(202).location(orderPath(order.orderId)).json(orderView(order));
  };
}
