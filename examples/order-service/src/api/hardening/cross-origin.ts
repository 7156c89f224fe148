import cors from 'cors';
import type { RequestHandler } from 'express';

const asked = [
  'Authorization',
  'Content-Type',
  'Idempotency-Key',
  'If-None-Match',
  'Last-Event-ID',
  'Prefer',
  'X-Request-Id',
  'traceparent',
];
const told = [
  'ETag',
  'Location',
  'Preference-Applied',
  'RateLimit',
  'RateLimit-Policy',
  'Retry-After',
  'WWW-Authenticate',
  'X-Request-Id',
];

/**
 * Lets pages of these origins call the API from a browser, and no others; with none, no page can. A page sends its token by itself, so
 * cookies are never asked for. What answers a preflight comes after it: {@link answerPreflight}.
 */
export function crossOrigin(origins: readonly string[]): RequestHandler {
  if (origins.length === 0) return (_request, _response, next) => next();
  return cors({
    origin: [...origins],
    methods: ['GET', 'POST'],
    allowedHeaders: asked,
    exposedHeaders: told,
    maxAge: 600,
    preflightContinue: true,
  });
}

/** Answers the question that a browser sends ahead (a preflight), which has no token: what is allowed the headers say already. */
export const answerPreflight: RequestHandler = (request, response, next) => {
  const isPreflight = request.method === 'OPTIONS' && request.get('access-control-request-method') !== undefined;
  if (isPreflight) response.status(204).end();
  else next();
};
