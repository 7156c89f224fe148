import { randomUUID } from 'node:crypto';
import { commitArgument, releaseArgument, reserveArgument, reserveResult } from '@saga/activities';
import { exactRouter, methodNotAllowed, Problem } from '@saga/process';
import type { Router } from 'express';
import { barrier, feedEndpoint, inboxEndpoint, postgresFeed, sagaEndpoint } from 'saga-core/participant';
import { sagaArgument } from '../http/saga-argument.ts';
import type { ServiceContext } from '../service-definition.ts';
import { requestInbox } from './answer-requests.ts';
import { findItem, listItems } from './catalogue.ts';
import { commit, release, reserve } from './stock.ts';

export function inventoryRoutes({ pool, logger, stopping }: ServiceContext): Router {
  const router = exactRouter();
  const endpoint = sagaEndpoint(barrier(pool));

  const requests = requestInbox(pool, logger);
  router
    .route('/messages')
    .post(inboxEndpoint({ inbox: requests, pool }))
    .all(methodNotAllowed('POST'));
  const answers = postgresFeed(pool);
  stopping.addEventListener('abort', () => answers.close(), { once: true });
  router.route('/events').get(feedEndpoint(answers, { stopping })).all(methodNotAllowed('GET'));

  const reserved = sagaArgument(reserveArgument);
  const onReserve = endpoint.run(async (tx, request, { key }) => {
    const reservationId = randomUUID();
    await reserve(tx, { ...reserved.of(request), reservationId, key });
    return reserveResult.parse({ reservationId });
  });
  router.route('/reservations').post(reserved.check, onReserve).all(methodNotAllowed('POST'));

  const released = sagaArgument(releaseArgument);
  const onRelease = endpoint.compensate((tx, _ran, request, { key }) => release(tx, released.of(request).orderId, key));
  router.route('/reservations/:orderId/release').post(released.check, onRelease).all(methodNotAllowed('POST'));

  const committed = sagaArgument(commitArgument);
  const onCommit = endpoint.run((tx, request, { key }) => commit(tx, committed.of(request).orderId, key));
  router.route('/reservations/:orderId/commit').post(committed.check, onCommit).all(methodNotAllowed('POST'));

  router
    .route('/items/:sku')
    .get(async (request, response) => {
      const item = await findItem(pool, request.params.sku);
      if (item === undefined) {
        throw new Problem({ status: 404, code: 'UNKNOWN_SKU', detail: 'The catalogue has no item with this SKU.' });
      }
      response.json(item);
    })
    .all(methodNotAllowed('GET'));
  router
    .route('/items')
    .get(async (_request, response) => {
      response.json({ items: await listItems(pool) });
    })
    .all(methodNotAllowed('GET'));
  return router;
}
