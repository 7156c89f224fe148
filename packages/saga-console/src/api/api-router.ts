import express, { type Request, type RequestHandler, Router } from 'express';
import { type SagaClient, SagaNotFoundError } from 'saga-core/client';
import { fromThePage } from '../from-the-page.ts';
import type { SagaFeeds } from '../live/saga-feeds.ts';
import { streamSaga } from '../live/stream-saga.ts';
import { operatorOf } from '../operator.ts';
import { ConsoleProblem } from '../problems/console-problem.ts';
import { methodNotAllowed } from '../problems/method-not-allowed.ts';
import { readSnapshot } from '../sagas/read-snapshot.ts';
import { requireSagaWorkflow } from '../sagas/require-saga-workflow.ts';
import { readDecision, readReason } from './read-decision.ts';
import { readListQuery } from './read-list-query.ts';
import { RecentLists } from './recent-lists.ts';

/** What the page asks. It serves this version of the page, and is no API for others. */
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
    .route('/sagas/:id')
    .get(async (request, response) => {
      response.json(await readSnapshot(client.handle(sagaIdOf(request))));
    })
    .all(methodNotAllowed('GET, HEAD'));
  router
    .route('/sagas/:id/events')
    .head((request, response) => {
      sagaIdOf(request);
      response.type('text/event-stream').end();
    })
    .get((request, response, next) => streamSaga(feeds, sagaIdOf(request), response, next))
    .all(methodNotAllowed('GET, HEAD'));
  router
    .route('/sagas/:id/decisions')
    .post(mayDecide, ...jsonBody, async (request, response) => {
      const decision = readDecision(request.body);
      const saga = client.handle(sagaIdOf(request));
      await requireSagaWorkflow(saga);
      const { status } = await saga.resolve({ ...decision, actor: operatorOf(request).actor });
      response.json({ status });
    })
    .all(methodNotAllowed('POST'));
  router
    .route('/sagas/:id/cancel')
    .post(mayDecide, ...jsonBody, async (request, response) => {
      const reason = readReason(request.body);
      const saga = client.handle(sagaIdOf(request));
      await requireSagaWorkflow(saga);
      response.json(await saga.cancel({ detail: `${operatorOf(request).actor}: ${reason}` }));
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

function sagaIdOf(request: Request): string {
  const id = String(request.params.id);
  // Such an id no saga has, and Temporal would take longer to say so.
  if (id.length > 1_000 || id.includes('\0')) throw new SagaNotFoundError(`${id.slice(0, 40).replaceAll('\0', '')}…`);
  return id;
}
