import express, { type Express } from 'express';
import { Registry } from 'prom-client';
import { type Gauges, registerGauges } from './gauges.ts';
import type { HealthChecks } from './health-checks.ts';
import { healthRouter } from './health-router.ts';
import { logRequests } from './log-requests.ts';
import type { Logger } from './logger.ts';
import { measureRequests, metricsRouter } from './metrics.ts';
import { notFoundHandler } from './not-found-handler.ts';
import { problemHandler } from './problem-handler.ts';
import { refuseNul } from './refuse-nul.ts';

export interface CreateAppOptions {
  readonly service: string;
  readonly logger: Logger;
  /** By dependency: what `/health/ready` asks. */
  readonly checks: HealthChecks;
  /** Figures of its own, shown beside the app's metrics. */
  readonly gauges?: Gauges;
}

const loggers = new WeakMap<Express, Logger>();

/**
 * An Express app with what every process has: correlation ids, a log line a request, `/health*`, `/metrics`.
 * Add routes, then call `finish`.
 *
 * @example
 * ```ts
 * const app = createApp({ service: 'order', logger, checks: { database: () => pool.query('select 1') } });
 * app.use(orderRoutes);
 * finish(app);
 * ```
 */
export function createApp({ service, logger, checks, gauges }: CreateAppOptions): Express {
  const metrics = new Registry();
  const app = express();
  app.disable('x-powered-by');
  // Names of query parameters are the caller's: the plain parser makes neither nested objects nor arrays of them.
  app.set('query parser', 'simple');
  metrics.setDefaultLabels({ service });
  if (gauges !== undefined) registerGauges(metrics, gauges, logger);
  app.use(
    measureRequests(metrics),
    logRequests(logger),
    refuseNul,
    healthRouter(service, checks, logger),
    metricsRouter(metrics),
  );
  loggers.set(app, logger);
  return app;
}

/** Closes an app of `createApp` after its routes were added: unknown paths answer 404, errors become problems. */
export function finish(app: Express): Express {
  const logger = loggers.get(app);
  if (logger === undefined) throw new TypeError('finish() takes an app that createApp() made.');
  return app.use(notFoundHandler, problemHandler(logger));
}
