import type { RequestHandler, Router } from 'express';
import { Counter, collectDefaultMetrics, Gauge, Histogram, type Registry } from 'prom-client';
import { exactRouter } from './exact-router.ts';
import { methodNotAllowed } from './method-not-allowed.ts';
import type { Problem } from './problem.ts';
import { routeOf } from './route-of.ts';

/** Counts and times every request by method, route pattern and status: patterns, because paths would make a series per order. */
export function measureRequests(registry: Registry): RequestHandler {
  collectDefaultMetrics({ register: registry });
  const duration = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time from a request to the end of its answer.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    registers: [registry],
  });
  const inFlight = new Gauge({
    name: 'http_requests_in_flight',
    help: 'Requests that were begun and not answered to their end.',
    registers: [registry],
  });
  return (request, response, next) => {
    inFlight.inc();
    const stop = duration.startTimer({ method: request.method });
    response.once('close', () => {
      inFlight.dec();
      // A caller that hung up got no status, as in nginx's log.
      const status = response.writableFinished ? String(response.statusCode) : '499';
      stop({ route: routeOf(request), status });
    });
    next();
  };
}

/** Counts problems by status and code, those of requests that reached no route among them. */
export function problemCounter(registry: Registry): (problem: Problem) => void {
  const problems = new Counter({
    name: 'http_problems_total',
    help: 'Answers that were a problem, by its status and code.',
    labelNames: ['status', 'code'],
    registers: [registry],
  });
  return ({ status, code }) => problems.inc({ status: String(status), code });
}

/** Shows the connections of the process's server. */
export function measureConnections(
  registry: Registry,
  figures: () => { readonly open: number; readonly evicted: number; readonly refused: number },
): void {
  new Gauge({
    name: 'http_connections_open',
    help: 'Open connections.',
    registers: [registry],
    collect() {
      this.set(figures().open);
    },
  });
  new Counter({
    name: 'http_connections_shed_total',
    help: 'Connections that were closed to make room for others (evicted), or found none (refused).',
    labelNames: ['how'],
    registers: [registry],
    collect() {
      const { evicted, refused } = figures();
      this.reset();
      this.inc({ how: 'evicted' }, evicted);
      this.inc({ how: 'refused' }, refused);
    },
  });
}

/** `GET /metrics` in Prometheus's text format. */
export function metricsRouter(registry: Registry): Router {
  const router = exactRouter();
  router
    .route('/metrics')
    .get(async (_request, response) => {
      response.type(registry.contentType).send(await registry.metrics());
    })
    .all(methodNotAllowed('GET'));
  return router;
}
