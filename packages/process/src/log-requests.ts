import type { RequestHandler } from 'express';
import { correlationIdOf } from './correlation-id.ts';
import { notesOf } from './log-notes.ts';
import type { Logger } from './logger.ts';
import { routeOf } from './route-of.ts';

const quiet = /^\/(health|metrics)/;

/**
 * One log line a request, with correlation id, and order and saga id where a route noted them (see `noteInLog` and `noteSagaHeader`);
 * health and metrics only at level `debug`. It has the route's pattern and not the path: paths name customers. No other header and no body
 * is ever logged. (Why a request failed is logged by `problemHandler`.)
 */
export function logRequests(logger: Logger): RequestHandler {
  return (request, response, next) => {
    const started = performance.now();
    const correlationId = correlationIdOf(request);
    const level = quiet.test(request.path) ? 'debug' : 'info';
    response.set('X-Request-Id', correlationId);
    response.once('close', () => {
      const line = {
        correlationId,
        method: request.method,
        route: routeOf(request),
        status: response.statusCode,
        milliseconds: Math.round((performance.now() - started) * 10) / 10,
        ...notesOf(request),
        ...(!response.writableFinished && { aborted: true }),
      };
      logger[level](line, 'request');
    });
    next();
  };
}
