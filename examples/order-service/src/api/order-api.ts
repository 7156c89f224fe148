import { createApp, finish, type Logger } from '@saga/process';
import { type Express, Router } from 'express';
import helmet from 'helmet';
import type { Pool } from 'pg';
import { tokenVerifier } from './auth/customer-token.ts';
import type { ApiConfig } from './config.ts';
import { authenticate, callerOfRequest } from './http/authenticate.ts';
import { operationsRouter } from './http/operations-router.ts';
import { requestRateLimit } from './http/rate-limit.ts';
import { documentation } from './open-api/documentation.ts';
import type { InventoryCatalogue } from './orders/catalogue.ts';
import { OrderFollower } from './orders/order-follower.ts';
import { OrderIntents } from './orders/order-intents.ts';
import type { OrderSagas } from './orders/order-sagas.ts';
import { OrderStarter } from './orders/order-starter.ts';
import { sweepOrders } from './orders/order-sweeper.ts';
import { SagaStarts } from './orders/saga-starts.ts';
import { problemPages } from './problems/problem-pages.ts';
import { orderOperations } from './routes/orders.ts';

export interface OrderApiOptions {
  readonly config: ApiConfig;
  readonly logger: Logger;
  readonly pool: Pool;
  readonly sagas: OrderSagas;
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
export function orderApi({ config, logger, pool, sagas, catalogue, stopping }: OrderApiOptions): OrderApi {
  const intents = new OrderIntents(pool);
  const starts = new SagaStarts(pool);
  const follower = new OrderFollower({ intents, sagas, logger, stopping });
  const starter = new OrderStarter({ intents, starts, sagas, follower, logger });
  const app = createApp({
    service: 'api',
    logger,
    checks: {
      database: () => pool.query('select 1'),
      temporal: () => sagas.reachable(),
      inventory: () => catalogue.ping(),
    },
  });
  // Said aloud: the caller's address is the connection's, whatever X-Forwarded-For says.
  app.set('trust proxy', false).set('etag', false).use(helmet());
  const operations = orderOperations({ intents, starts, starter, follower, sagas, catalogue, stopping });
  const declared = operations.map(({ operation }) => operation);
  const api = Router();
  api.use((_request, response, next) => {
    response.set('Cache-Control', 'no-store');
    next();
  });
  api.use(requestRateLimit('address', config.ratePerAddress));
  api.use(documentation(declared), problemPages());
  api.use(authenticate(tokenVerifier(config.trust)));
  api.use(requestRateLimit('token', config.ratePerToken, (request) => callerOfRequest(request).subject));
  api.use(operationsRouter(operations));
  app.use('/api/v1', api);
  return { app: finish(app), swept: sweepOrders({ starter, follower, logger, stopping }) };
}
