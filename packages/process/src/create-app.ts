import express, { type Express, type RequestHandler } from 'express';
import { Registry } from 'prom-client';
import { type Gauges, registerGauges } from './gauges.ts';
import type { HealthChecks } from './health-checks.ts';
import { healthRouter } from './health-router.ts';
import { logRequests } from './log-requests.ts';
import type { Logger } from './logger.ts';
import { measureRequests, metricsRouter, problemCounter } from './metrics.ts';
import { notFoundHandler } from './not-found-handler.ts';
import type { Problem } from './problem.ts';
import { problemHandler } from './problem-handler.ts';
import type { ProblemType } from './problem-type.ts';
import { refuseUnfit } from './refuse-unfit.ts';

export interface CreateAppOptions {
  readonly service: string;
  readonly logger: Logger;
  /** By dependency: what `/health/ready` asks. */
  readonly checks: HealthChecks;
  /** Figures of its own, shown beside the app's metrics. */
  readonly gauges?: Gauges;
  /** Where metrics of its own are, and the app's are put. Default: a new one. */
  readonly registry?: Registry;
  /** What every request passes before anything answers it, health and metrics too: headers of every answer. */
  readonly first?: readonly RequestHandler[];
  /** Gives the `type` of a problem by its code. Default: names like `urn:saga:problem:not-found`. */
  readonly problemType?: ProblemType;
}

interface AppParts {
  readonly logger: Logger;
  readonly registry: Registry;
  readonly problemType: ProblemType | undefined;
  readonly count: (problem: Problem) => void;
}

const parts = new WeakMap<Express, AppParts>();

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
export function createApp({
  service,
  logger,
  checks,
  gauges,
  registry: metrics = new Registry(),
  first = [],
  problemType,
}: CreateAppOptions): Express {
  const app = express();
  app.disable('x-powered-by');
  // As in `exactRouter`, which says why.
  app.enable('case sensitive routing').enable('strict routing');
  // Names of query parameters are the caller's: the plain parser makes neither nested objects nor arrays of them.
  app.set('query parser', 'simple');
  metrics.setDefaultLabels({ service });
  if (gauges !== undefined) registerGauges(metrics, gauges, logger);
  app.use(
    measureRequests(metrics),
    logRequests(logger),
    ...first,
    refuseUnfit,
    healthRouter(service, checks, logger),
    metricsRouter(metrics),
  );
  parts.set(app, { logger, registry: metrics, problemType, count: problemCounter(metrics) });
  return app;
}

/** Closes an app of `createApp` after its routes were added: unknown paths answer 404, errors become problems. */
export function finish(app: Express): Express {
  const { logger, problemType, count } = partsOf(app);
  return app.use(notFoundHandler, problemHandler(logger, { count, ...(problemType !== undefined && { problemType }) }));
}

/** What `runProcess` adds to: the app's metrics, and its count of problems. */
export function partsOf(app: Express): AppParts {
  const found = parts.get(app);
  if (found === undefined) throw new TypeError('This takes an app that createApp() made.');
  return found;
}
