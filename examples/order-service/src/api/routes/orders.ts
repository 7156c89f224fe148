import { methodNotAllowed } from '@saga/process';
import { Router } from 'express';
import { jsonRequestBody } from '../http/json-request-body.ts';
import { cancelOrderRoute } from './cancel-order.ts';
import { listOrdersRoute } from './list-orders.ts';
import type { OrderRoutesOptions } from './order-routes-options.ts';
import { placeOrderRoute } from './place-order.ts';
import { readOrderRoute } from './read-order.ts';

/** Everything under `/api/v1/orders`. */
export function orderRoutes(options: OrderRoutesOptions): Router {
  const router = Router();
  router
    .route('/orders')
    .get(listOrdersRoute(options))
    .post(jsonRequestBody, placeOrderRoute(options))
    .all(methodNotAllowed('GET', 'POST'));
  router.route('/orders/:id').get(readOrderRoute(options)).all(methodNotAllowed('GET'));
  router.route('/orders/:id/cancel').post(jsonRequestBody, cancelOrderRoute(options)).all(methodNotAllowed('POST'));
  return router;
}
