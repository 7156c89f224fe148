import type { Request, RequestHandler } from 'express';
import { rateLimit } from 'express-rate-limit';
import { callerAddressKey } from '../hardening/address-key.ts';
import { TokenBuckets } from '../hardening/token-buckets.ts';
import { apiProblem } from '../problems/api-problem.ts';

/** A burst is this many seconds' worth of requests. */
const burst = 5;

/**
 * Limits requests per second and per key (the caller's address when no key is given), with bursts of five times as many, and with the
 * standard `RateLimit` headers. Nothing is limited at 0. Each instance counts for itself.
 */
export function requestRateLimit(
  name: string,
  perSecond: number,
  keyOf: (request: Request) => string = callerAddressKey,
): RequestHandler {
  if (perSecond === 0) return (_request, _response, next) => next();
  return rateLimit({
    identifier: name,
    windowMs: burst * 1000,
    limit: burst * perSecond,
    store: new TokenBuckets({ perSecond, size: burst * perSecond }),
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    // That a header is there which we don't believe is no mistake of our set-up.
    validate: { xForwardedForHeader: false, forwardedHeader: false },
    keyGenerator: keyOf,
    handler: (_request, response) => {
      // The library has set Retry-After by now.
      throw apiProblem('TOO_MANY_REQUESTS', {
        headers: { 'Retry-After': String(Math.max(1, Number(response.getHeader('Retry-After') ?? 1))) },
      });
    },
  });
}
