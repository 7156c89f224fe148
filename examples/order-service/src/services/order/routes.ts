import { cancelOrderArgument, confirmOrderArgument, createOrderArgument, createOrderResult } from '@saga/activities';
import { exactRouter, methodNotAllowed, Problem } from '@saga/process';
import type { Router } from 'express';
import { barrier, feedEndpoint, postgresFeed, sagaEndpoint } from 'saga-core/participant';
import { sagaArgument } from '../http/saga-argument.ts';
import type { ServiceContext } from '../service-definition.ts';
import { cancellation, confirmation, totalOf } from './order.ts';
import { endOrder, findOrder, insertOrder, lockStatus } from './order-repository.ts';

export function orderRoutes({ pool, stopping }: ServiceContext): Router {
  const router = exactRouter();
  const feed = postgresFeed(pool);
  stopping.addEventListener('abort', () => feed.close(), { once: true });
  router.route('/events').get(feedEndpoint(feed, { stopping })).all(methodNotAllowed('GET'));

  const endpoint = sagaEndpoint(barrier(pool));

  const created = sagaArgument(createOrderArgument);
  const create = endpoint.run(async (tx, request, call) => {
    const order = created.of(request);
    const total = totalOf(order.items);
    await insertOrder(tx, order, total, { key: call.key, request });
    return createOrderResult.parse({ total });
  });
  router.route('/orders').post(created.check, create).all(methodNotAllowed('POST'));

  const confirmed = sagaArgument(confirmOrderArgument);
  const confirm = endpoint.run(async (tx, request, call) => {
    const { orderId } = confirmed.of(request);
    await endOrder(tx, orderId, confirmation(await lockStatus(tx, orderId)), { key: call.key, request });
  });
  router.route('/orders/:orderId/confirm').post(confirmed.check, confirm).all(methodNotAllowed('POST'));

  const cancelled = sagaArgument(cancelOrderArgument);
  const cancel = endpoint.compensate(async (tx, _ran, request, call) => {
    const { orderId, cause } = cancelled.of(request);
    await endOrder(tx, orderId, cancellation(await lockStatus(tx, orderId), cause), { key: call.key, request });
  });
  router.route('/orders/:orderId/cancel').post(cancelled.check, cancel).all(methodNotAllowed('POST'));

  router
    .route('/orders/:orderId')
    .get(async (request, response) => {
      const order = await findOrder(pool, request.params.orderId);
      if (order === undefined) {
        throw new Problem({ status: 404, code: 'UNKNOWN_ORDER', detail: 'There is no order with this id.' });
      }
      response.json(order);
    })
    .all(methodNotAllowed('GET'));
  return router;
}
