import { z } from 'zod';
import { operation, type ServedOperation, served } from '../http/operation.ts';
import { answerWithin } from '../orders/answer-within.ts';
import { cancelOrder } from '../orders/cancel-order.ts';
import { orderSchema } from '../orders/order-schema.ts';
import { orderPath, orderView } from '../orders/order-view.ts';
import { orderParams } from './order-params.ts';
import type { OrderRoutesOptions } from './order-routes-options.ts';
import { ownOrder } from './own-order.ts';

/** For all that a cancel asks of the engine and the database: well under the grace that a stopping process gives its requests. */
const patienceMilliseconds = 5_000;

const cancelOrderOperation = operation({
  id: 'cancelOrder',
  method: 'post',
  path: '/orders/{id}/cancel',
  tag: 'orders',
  summary: 'Cancel an order',
  description: 'There is nothing to send along. Asking again while the order is being undone gives the same answer.',
  params: orderParams,
  unknownAs: 'ORDER_NOT_FOUND',
  body: z.strictObject({}),
  bodyIsOptional: true,
  answers: {
    202: {
      description:
        'It is being undone, or has been cancelled before anything was done. CANCELLED shows when every undo is done.',
      body: orderSchema,
      headers: { Location: 'The path of the order.' },
    },
  },
  problems: ['ORDER_NOT_FOUND', 'TOO_LATE', 'ORDERS_UNAVAILABLE', 'ORDER_NEEDS_ATTENTION'],
});

/** `POST /orders/{id}/cancel`: 202 with the order, now or already unwinding. */
export function cancelOrderRoute(options: OrderRoutesOptions): ServedOperation {
  return served(cancelOrderOperation, async ({ request, params, caller, response }) => {
    const cancel = async () => cancelOrder(await ownOrder({ request, params, caller }, options.intents), options);
    const order = await answerWithin(patienceMilliseconds, cancel());
    response.status(202).location(orderPath(order.orderId)).json(orderView(order));
  });
}
