import { Problem } from './problem.ts';

/** What a request gets that Node's parser gave up on, by the parser's code: it reaches no app. */
export function brokenRequestProblem(error: NodeJS.ErrnoException): Problem {
  switch (error.code) {
    case 'HPE_HEADER_OVERFLOW':
      return new Problem({
        status: 431,
        code: 'HEADERS_TOO_LARGE',
        detail: 'The headers are larger than this service accepts. Send fewer or shorter ones.',
      });
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return new Problem({
        status: 408,
        code: 'REQUEST_TIMEOUT',
        detail: 'The request did not arrive in time. Repeat it.',
      });
    default:
      return new Problem({ status: 400, code: 'MALFORMED_REQUEST', detail: 'This is not a valid HTTP request.' });
  }
}
