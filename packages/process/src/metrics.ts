import { type RequestHandler, Router } from 'express';
import { collectDefaultMetrics, Histogram, type Registry } from 'prom-client';
import { methodNotAllowed } from './method-not-allowed.ts';
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
  return (request, response, next) => {
    const stop = duration.startTimer({ method: request.method });
    response.once('close', () => {
      // A caller that hung up got no status, as in nginx's log.
      const status = response.writableFinished ? String(response.statusCode) : '499';
      stop({ route: routeOf(request), status });
    });
    next();
  };
}

/** `GET /metrics` in Prometheus's text format. */
export function metricsRouter(registry: Registry): Router {
  const router = Router();
  router
    .route('/metrics')
    .get(async (_request, response) => {
      response.type(registry.contentType).send(await registry.metrics());
    })
    .all(methodNotAllowed('GET'));
  return router;
}
