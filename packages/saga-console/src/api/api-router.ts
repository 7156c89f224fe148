import express, { type RequestHandler, Router } from 'express';
import type { SagaClient } from 'saga-core/client';
import { fromThePage } from '../from-the-page.ts';
import type { SagaFeeds } from '../live/saga-feeds.ts';
import { streamSaga } from '../live/stream-saga.ts';
import { operatorOf } from '../operator.ts';
import { ConsoleProblem } from '../problems/console-problem.ts';
import { methodNotAllowed } from '../problems/method-not-allowed.ts';
import { Decisions } from '../sagas/decisions.ts';
import { readSnapshot } from '../sagas/read-snapshot.ts';
import { requireSagaWorkflow } from '../sagas/require-saga-workflow.ts';
import { readDecision, readReason } from './read-decision.ts';
import { readListQuery } from './read-list-query.ts';
import { readSagaId } from './read-saga-id.ts';
import { RecentLists } from './recent-lists.ts';

/**
 * What the page asks. It serves this version of the page, and is no API for others. A saga's id stands in the query: in a path `.` and
 * `..` would be taken for steps on the way, and not every proxy leaves `%2F` alone.
 */
export function apiRouter({
  client,
  operatorsOnly,
  feeds,
}: {
  readonly client: SagaClient;
  readonly operatorsOnly: RequestHandler;
  readonly feeds: SagaFeeds;
}): Router {
  const lists = new RecentLists(client);
  const decisions = new Decisions(client);
  const router = Router({ caseSensitive: true, strict: true });
  router.use((_request, response, next) => {
    response.set('Cache-Control', 'no-store');
    next();
  });
  router.use(operatorsOnly, fromThePage);
  router
    .route('/operator')
    .get((request, response) => {
      response.json(operatorOf(request));
    })
    .all(methodNotAllowed('GET, HEAD'));
  router
    .route('/sagas')
    .get(async (request, response) => {
      response.json(await lists.list(readListQuery(request)));
    })
    .all(methodNotAllowed('GET, HEAD'));
  router
    .route('/saga')
    .get(async (request, response) => {
      response.json(await readSnapshot(client.handle(readSagaId(request))));
    })
    .all(methodNotAllowed('GET, HEAD'));
  router
    .route('/saga/events')
    .head((request, response) => {
      readSagaId(request);
      response.type('text/event-stream').end();
    })
    .get((request, response, next) => streamSaga(feeds, readSagaId(request), response, next))
    .all(methodNotAllowed('GET, HEAD'));
  router
    .route('/saga/decisions')
    .post(mayDecide, ...jsonBody, async (request, response) => {
      const decision = readDecision(request.body);
      const status = await decisions.take(readSagaId(request), decision, operatorOf(request).actor);
      response.json({ status });
    })
    .all(methodNotAllowed('POST'));
  router
    .route('/saga/cancel')
    .post(mayDecide, ...jsonBody, async (request, response) => {
      const reason = readReason(request.body);
      const saga = client.handle(readSagaId(request));
      await requireSagaWorkflow(saga);
      response.json(await saga.cancel({ detail: reason, actor: operatorOf(request).actor }));
    })
    .all(methodNotAllowed('POST'));
  return router;
}

const mayDecide: RequestHandler = (request, _response, next) => {
  if (!operatorOf(request).mayDecide)
    throw new ConsoleProblem('MAY_NOT_DECIDE', 'You may look at sagas, and not decide about them.');
  next();
};

const jsonBody: readonly RequestHandler[] = [
  (request, _response, next) => {
    if (!request.is('application/json')) throw new ConsoleProblem('NOT_JSON', 'Send Content-Type: application/json.');
    next();
  },
  express.json({ limit: '64kb', inflate: false }),
];
