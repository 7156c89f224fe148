import type { Request, RequestHandler } from 'express';
import { rateLimit } from 'express-rate-limit';
import { apiProblem } from '../problems/api-problem.ts';

/** A burst is this many seconds' worth of requests. */
const burst = 5;

/**
 * Limits requests per second and per key (the caller's address when no key is given), with the standard `RateLimit` headers. Counted in
 * windows of five seconds, which allows bursts of five times the rate. Nothing is limited at 0.
 *
 * Each instance counts for itself. The address is the connection's: no `X-Forwarded-For` is believed.
 */
export function requestRateLimit(
  name: string,
  perSecond: number,
  keyOf?: (request: Request) => string,
): RequestHandler {
  if (perSecond === 0) return (_request, _response, next) => next();
  return rateLimit({
    identifier: name,
    windowMs: burst * 1000,
    limit: burst * perSecond,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    // That a header is there which we don't believe is no mistake of our set-up.
    validate: { xForwardedForHeader: false, forwardedHeader: false },
    ...(keyOf !== undefined && { keyGenerator: keyOf }),
    handler: (_request, response) => {
      // The library has set Retry-After by now.
      throw apiProblem('TOO_MANY_REQUESTS', {
        detail: 'There were too many requests. Wait as long as Retry-After says.',
        headers: { 'Retry-After': String(response.getHeader('Retry-After') ?? 1) },
      });
    },
  });
}
