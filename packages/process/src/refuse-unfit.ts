import type { IncomingMessage } from 'node:http';
import type { RequestHandler } from 'express';
import { Problem } from './problem.ts';

/** In characters. The longest that anybody needs here is a page of a list, of some 400. */
const longestUrl = 2_048;
const mostHeaders = 100;

/**
 * Refuses what is HTTP, but not such as anybody in good faith sends: a URL over 2 kB, over 100 headers, not exactly one `Host`, an
 * `Expect` that nobody can meet, a NUL in the address. Node would answer some of that with an empty body, and silently drop headers that
 * are too many.
 */
export const refuseUnfit: RequestHandler = (request, _response, next) => {
  const problem = unfitness(request);
  if (problem === undefined) return next();
  throw problem;
};

function unfitness(request: IncomingMessage & { originalUrl: string }): Problem | undefined {
  if (request.originalUrl.length > longestUrl) {
    return new Problem({
      status: 414,
      code: 'URI_TOO_LONG',
      detail: 'The address is longer than 2 kB. Send a shorter one.',
    });
  }
  if (request.rawHeaders.length / 2 > mostHeaders) {
    return new Problem({
      status: 431,
      code: 'HEADERS_TOO_LARGE',
      detail: 'There are more than 100 headers. Send fewer.',
    });
  }
  if (hosts(request) !== 1 && request.httpVersion === '1.1') {
    return new Problem({ status: 400, code: 'MALFORMED_REQUEST', detail: 'There must be one Host header.' });
  }
  if (!/^(100-continue)?$/i.test(request.headers.expect ?? '')) {
    return new Problem({
      status: 417,
      code: 'EXPECTATION_FAILED',
      detail: 'This service does not meet what Expect asks for. Leave it out.',
    });
  }
  // No text column of Postgres can hold a NUL, so a path or query with one names nothing, and would only make a query fail.
  if (request.originalUrl.includes('%00')) {
    return new Problem({ status: 400, code: 'MALFORMED_PATH', detail: 'The address must not have a NUL (%00) in it.' });
  }
  return undefined;
}

function hosts({ rawHeaders }: IncomingMessage): number {
  return rawHeaders.filter((name, index) => index % 2 === 0 && name.toLowerCase() === 'host').length;
}
