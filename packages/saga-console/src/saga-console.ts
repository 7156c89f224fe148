import { Router } from 'express';
import type { SagaClient } from 'saga-core/client';
import { apiRouter } from './api/api-router.ts';
import { SagaFeeds } from './live/saga-feeds.ts';
import { type Authorize, onlyOperators } from './operator.ts';
import { importMapHash } from './page/page.ts';
import { pageRouter } from './page/page-router.ts';
import { ConsoleProblem } from './problems/console-problem.ts';
import { problemHandler } from './problems/problem-handler.ts';
import { securityHeaders } from './security-headers.ts';

/** What a console is made of. */
export interface SagaConsoleOptions {
  /** Reaches the sagas. With encrypted payloads its Temporal client must have the keys. */
  readonly client: SagaClient;
  /** Says who sends a request. Asked for each one; nothing about sagas is told without it. */
  readonly authorize: Authorize;
  /**
   * How browsers prove who they are.
   *
   * - `host` (default): by what they send by themselves (a cookie, a proxy's sign-in). The page itself is shown to operators only.
   * - `token`: by a bearer token, which browsers don't send when they open a page. So the page, which holds no data, is shown to
   *   everyone; it asks for a token, keeps it until the tab is closed, and sends it as `Authorization: Bearer` with all that it asks.
   */
  readonly signIn?: 'host' | 'token';
  /** Most pages that follow a saga at the same time, in this process. Default 200. */
  readonly maxViewers?: number;
  /** Ends what pages follow, when the process stops. They come back by themselves. */
  readonly stopping?: AbortSignal;
}

/**
 * A page for who operates sagas, as a router of Express 5: sagas by status, parked ones first, with search; one saga's live timeline;
 * what an undo would do; decisions about parked calls, and cancels, each with a reason. Mount it anywhere.
 *
 * @throws TypeError when `client` or `authorize` is missing: nothing here is public
 *
 * @example
 * ```ts
 * app.use('/console', sagaConsole({
 *   client: sagas,
 *   authorize: (request) => {
 *     const user = userOfSession(request);
 *     return user && { actor: user.id, mayDecide: user.roles.includes('operator') };
 *   },
 * }));
 * ```
 */
export function sagaConsole(options: SagaConsoleOptions): Router {
  const { client, authorize, signIn = 'host', maxViewers = 200, stopping } = requireOptions(options);
  const operatorsOnly = onlyOperators(authorize);
  const router = Router({ caseSensitive: true, strict: true });
  router.use(securityHeaders(importMapHash));
  router.use(pageRouter(signIn, signIn === 'host' ? operatorsOnly : undefined));
  router.use('/api', apiRouter({ client, operatorsOnly, feeds: new SagaFeeds(client, maxViewers, stopping) }));
  router.use(() => {
    throw new ConsoleProblem('NOT_FOUND', 'The console has nothing at this address.');
  });
  return router.use(problemHandler);
}

// Not every host is compiled, and one that forgets `authorize` must not learn it from strangers.
function requireOptions(options: SagaConsoleOptions): SagaConsoleOptions {
  const { client, authorize, signIn, maxViewers } = options ?? {};
  if (typeof client?.handle !== 'function')
    throw new TypeError('sagaConsole was given no client: give the SagaClient that reaches the sagas.');
  if (typeof authorize !== 'function') {
    throw new TypeError(
      'sagaConsole was given no authorize, and shows sagas to nobody without: give a function from a request to { actor, mayDecide }, or undefined for strangers.',
    );
  }
  if (signIn !== undefined && signIn !== 'host' && signIn !== 'token')
    throw new TypeError(`sagaConsole's signIn is ${JSON.stringify(signIn)}: give 'host' or 'token'.`);
  if (maxViewers !== undefined && !(Number.isInteger(maxViewers) && maxViewers > 0))
    throw new TypeError(`sagaConsole's maxViewers is ${maxViewers}: give a whole number above 0.`);
  return options;
}
