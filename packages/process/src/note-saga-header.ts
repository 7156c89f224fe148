import type { RequestHandler } from 'express';
import { noteInLog } from './log-notes.ts';

/**
 * Notes the `Saga-Id` of a request for its line in the log. Only for callers that are believed, so put it behind the check of their token:
 * anybody else could write into the log with it, and lead whoever looks for a saga astray.
 *
 * @example
 * app.use(requireServiceToken({ secret, audience }), noteSagaHeader);
 */
export const noteSagaHeader: RequestHandler = (request, _response, next) => {
  const sagaId = request.get('saga-id');
  if (sagaId !== undefined) noteInLog(request, { sagaId });
  next();
};
