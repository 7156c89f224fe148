import type { RequestHandler } from 'express';

const documents = /^\/(openapi\.json|docs|problems)(\/|$)/;

/** Nobody keeps what is about a customer's orders; what the documents say is the same for all, and may be kept for five minutes. */
export const cacheRules: RequestHandler = (request, response, next) => {
  response.set('Cache-Control', documents.test(request.path) ? 'public, max-age=300' : 'no-store');
  next();
};
