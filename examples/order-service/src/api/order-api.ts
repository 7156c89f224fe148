import { createApp, exactRouter, finish, type Logger, mount } from '@saga/process';
import type { Express } from 'express';
import type { Pool } from 'pg';
import type { SagaClient } from 'saga-core/client';
import { tokenVerifier } from './auth/customer-token.ts';
import type { ApiConfig } from './config.ts';
import { operatorConsole } from './console/operator-console.ts';
import { OrderWatches } from './events/order-watches.ts';
import { StreamPlaces } from './events/stream-places.ts';
import { cacheRules } from './hardening/cache-rules.ts';
import { answerPreflight, crossOrigin } from './hardening/cross-origin.ts';
import { securityHeaders } from './hardening/security-headers.ts';
import { serviceCheck } from './hardening/service-check.ts';
import { overloadShedder } from './hardening/shed-overload.ts';
import { authenticate, callerOfRequest } from './http/authenticate.ts';
import { operationsRouter } from './http/operations-router.ts';
import { requestRateLimit } from './http/rate-limit.ts';
import { ApiMetrics } from './metrics/api-metrics.ts';
import { documentation } from './open-api/documentation.ts';
import type { InventoryCatalogue } from './orders/catalogue.ts';
import { OrderFollower } from './orders/order-follower.ts';
import { OrderIntents } from './orders/order-intents.ts';
import type { OrderSagas } from './orders/order-sagas.ts';
import { OrderStarter } from './orders/order-starter.ts';
import { sweepOrders } from './orders/order-sweeper.ts';
import { SagaStarts } from './orders/saga-starts.ts';
import { problemPages } from './problems/problem-pages.ts';
import { problemType } from './problems/problem-type.ts';
import { orderOperations } from './routes/orders.ts';
import { sagaOperations } from './routes/sagas.ts';
import type { SagaDesk } from './sagas/saga-desk.ts';
import { SagaLookout } from './sagas/saga-lookout.ts';

export interface OrderApiOptions {
  readonly config: ApiConfig;
  readonly logger: Logger;
  readonly pool: Pool;
  readonly sagas: OrderSagas;
  readonly desk: SagaDesk;
  /** What the operators' console asks. */
  readonly sagaClient: SagaClient;
  readonly catalogue: InventoryCatalogue;
  /** Aborts when the process stops. */
  readonly stopping: AbortSignal;
}

/** The order API, at work. */
export interface OrderApi {
  readonly app: Express;
  /** Resolves once the sweeps have stopped, after `stopping` was aborted. */
  readonly swept: Promise<void>;
}

/** Puts the order API together: its routes, and the sweeps that start and follow orders by themselves. */
export function orderApi({
  config,
  logger,
  pool,
  sagas,
  desk,
  sagaClient,
  catalogue,
  stopping,
}: OrderApiOptions): OrderApi {
  const metrics = new ApiMetrics();
  const overload = overloadShedder(config.overload, logger);
  metrics.watchPool(pool);
  metrics.watch('requests_worked_on', 'Requests that are worked on, and do not only wait.', overload.inFlight);
  const intents = new OrderIntents(pool, metrics.sagaEnded);
  const starts = new SagaStarts(pool);
  const follower = new OrderFollower({ intents, sagas, logger, stopping });
  const starter = new OrderStarter({ intents, starts, sagas, follower, logger });
  const watches = new OrderWatches({ intents, sagas, logger, stopping });
  const places = new StreamPlaces();
  metrics.watch('event_streams_open', 'Event streams that are open.', () => places.open);
  const lookout = new SagaLookout({ intents, sagas });
  const app = createApp({
    service: 'api',
    logger,
    registry: metrics.registry,
    first: [securityHeaders],
    problemType,
    checks: {
      database: () => pool.query('select 1'),
      temporal: () => sagas.reachable(),
      order: serviceCheck(config.orderUrl),
      inventory: () => catalogue.ping(),
      payment: serviceCheck(config.paymentUrl),
    },
  });
  // Said aloud: with `false` the caller's address is the connection's, whatever X-Forwarded-For says.
  app.set('trust proxy', config.trustProxy).set('etag', false);
  const operations = [
    ...orderOperations({ intents, starts, starter, follower, sagas, catalogue, watches, places, stopping }),
    ...sagaOperations({ intents, desk }),
  ];
  const declared = operations.map(({ operation }) => operation);
  const api = exactRouter();
  api.use(cacheRules, crossOrigin(config.allowedOrigins), overload.handler);
  api.use(requestRateLimit('address', config.ratePerAddress), answerPreflight);
  api.use(documentation(declared), problemPages());
  const byToken = [
    authenticate(tokenVerifier(config.trust)),
    requestRateLimit('token', config.ratePerToken, (request) => callerOfRequest(request).subject),
  ];
  api.use(...byToken, operationsRouter(operations));
  mount(app, '/api/v1', api);
  const byAddress = requestRateLimit('address', config.ratePerAddress);
  const console = operatorConsole({ sagas: sagaClient, guards: byToken, stopping });
  mount(app, '/console', exactRouter().use(byAddress, console));
  return { app: finish(app), swept: sweepOrders({ starter, follower, lookout, logger, stopping }) };
}
