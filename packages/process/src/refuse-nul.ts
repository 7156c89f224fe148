import type { RequestHandler } from 'express';
import { Problem } from './problem.ts';

/** No text column of Postgres can hold a NUL, so a path or query with one names nothing, and would only make a query fail. */
export const refuseNul: RequestHandler = (request, _response, next) => {
  if (!request.url.includes('%00')) return next();
  throw new Problem({ status: 400, code: 'MALFORMED_PATH', detail: 'The address must not have a NUL (%00) in it.' });
};
