import { noteInLog } from '@saga/process';
import type { Response } from 'express';
import { whileIdle } from '../hardening/requests-in-flight.ts';
import { idempotencyKeyHeader } from '../http/idempotency-key-header.ts';
import { operation, type ServedOperation, served } from '../http/operation.ts';
import { preferHeader } from '../http/prefer-header.ts';
import type { OrderIntent } from '../orders/order-intent.ts';
import { orderSchema } from '../orders/order-schema.ts';
import { orderPath, orderView } from '../orders/order-view.ts';
import { type PlacedOrder, placeOrder } from '../orders/place-order.ts';
import { placeOrderBody } from '../orders/place-order-body.ts';
import { withCurrentSaga } from '../orders/read-order.ts';
import { sagaIdOf } from '../orders/saga-view.ts';
import { waitForEnding } from '../orders/wait-for-ending.ts';
import { orderLinks } from './order-links.ts';
import type { OrderRoutesOptions } from './order-routes-options.ts';

const location = {
  Location: 'The path of the order.',
  'Preference-Applied': 'The wait that was asked for, if one was.',
};

const links = {
  ...orderLinks('$response.body#/id'),
  saga: { operationId: 'readSaga', parameters: { id: '$response.body#/saga/id' } },
  repeat: {
    operationId: 'placeOrder',
    parameters: { 'header.Idempotency-Key': '$request.header.Idempotency-Key' },
    requestBody: '$request.body',
  },
};

const placeOrderOperation = operation({
  id: 'placeOrder',
  method: 'post',
  path: '/orders',
  tag: 'orders',
  summary: 'Place an order',
  description:
    'Prices come from the catalogue. The same Idempotency-Key gives the same order for ever: repeat whatever was not answered.',
  headers: { idempotencyKey: idempotencyKeyHeader, wait: preferHeader },
  body: placeOrderBody,
  answers: {
    202: { description: 'Accepted, and durably started.', body: orderSchema, headers: location, links },
    201: { description: 'It is CONFIRMED already.', body: orderSchema, headers: location, links },
    200: { description: 'It has ended CANCELLED or FAILED.', body: orderSchema, headers: location, links },
  },
  problems: [
    'MISSING_IDEMPOTENCY_KEY',
    'INVALID_IDEMPOTENCY_KEY',
    'INVALID_PREFER',
    'REQUEST_IN_PROGRESS',
    'UNKNOWN_SKU',
    'MIXED_CURRENCIES',
    'TOTAL_TOO_LARGE',
    'KEY_REUSED',
    'CATALOGUE_UNAVAILABLE',
    'ORDERS_UNAVAILABLE',
  ],
});

const statusCodes = { PENDING: 202, CONFIRMED: 201, CANCELLED: 200, FAILED: 200 } as const;

/**
 * `POST /orders`: 202 once the saga is durably started; 201 or 200 when the order has ended, because the caller preferred
 * to wait or has sent this key before.
 */
export function placeOrderRoute(options: OrderRoutesOptions): ServedOperation {
  return served(placeOrderOperation, async ({ request, response, caller, headers: { idempotencyKey, wait }, body }) => {
    const placed = await placeOrder({ customerId: caller.subject, idempotencyKey, body }, options);
    noteInLog(request, { orderId: placed.order.orderId, sagaId: sagaIdOf(placed.order.orderId) });
    const order = await asPreferred(placed, wait, response, options);
    if (wait !== undefined) response.set('Preference-Applied', `wait=${wait}`);
    response.status(statusCodes[order.status]).location(orderPath(order.orderId)).json(orderView(order));
  });
}

async function asPreferred(
  { order, isNew }: PlacedOrder,
  waitSeconds: number | undefined,
  response: Response,
  options: OrderRoutesOptions,
): Promise<OrderIntent> {
  const { intents, follower, stopping } = options;
  if (order.status !== 'PENDING' || !waitSeconds) {
    // Nothing of a new order can be seen yet, and asking would only keep its customer waiting.
    return isNew ? order : withCurrentSaga(order, options);
  }
  const hungUp = new AbortController();
  response.once('close', () => hungUp.abort());
  const enough = AbortSignal.any([stopping, hungUp.signal]);
  await whileIdle(response, () => waitForEnding(follower, order.orderId, waitSeconds, enough));
  return withCurrentSaga((await intents.find(order.orderId)) ?? order, options);
}
