import type { RequestHandler, Router } from 'express';
import { exactRouter } from './exact-router.ts';
import { type HealthChecks, healthReport } from './health-checks.ts';
import type { Logger } from './logger.ts';
import { methodNotAllowed } from './method-not-allowed.ts';
import { isStopping } from './stopping.ts';

/**
 * `/health/live`: the process runs (a supervisor restarts it if not; a lost database is no reason to). `/health/ready`: it can serve now,
 * so traffic may come: 503 while a dependency is down or the process is stopping. `/health` is the same for people.
 */
export function healthRouter(service: string, checks: HealthChecks, logger: Logger): Router {
  const report = healthReport(checks, logger);
  const router = exactRouter();
  router
    .route('/health/live')
    .get((_request, response) => {
      response.set('Cache-Control', 'no-store').json({ status: 'ok', service });
    })
    .all(methodNotAllowed('GET'));
  const ready: RequestHandler = async (request, response) => {
    const dependencies = await report();
    const allUp = Object.values(dependencies).every(({ status }) => status === 'up');
    const status = isStopping(request.app) ? 'stopping' : allUp ? 'ok' : 'unavailable';
    response
      .status(status === 'ok' ? 200 : 503)
      .set('Cache-Control', 'no-store')
      .json({ status, service, checks: dependencies });
  };
  // Each for itself: a route has one name in logs and metrics.
  for (const path of ['/health', '/health/ready']) router.route(path).get(ready).all(methodNotAllowed('GET'));
  return router;
}
