import { Problem } from './problem.ts';
import { isUnavailable } from './unavailable.ts';

/** Says any error as a problem that may be shown to the caller. What it does not know becomes a 500 that tells nothing. */
export function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  const known = error instanceof Error ? bodyProblem(error) : undefined;
  if (known !== undefined) return known;
  if (isUnavailable(error)) {
    return new Problem({
      status: 503,
      code: 'UNAVAILABLE',
      detail: 'Something that this service depends on does not answer. Repeat the request later.',
      headers: { 'Retry-After': '1' },
      cause: error,
    });
  }
  return new Problem({
    status: 500,
    code: 'INTERNAL',
    detail: 'The service failed. Its log says why, under the correlation id.',
    cause: error,
  });
}

function bodyProblem(error: Error): Problem | undefined {
  const type = 'type' in error ? error.type : undefined;
  switch (type) {
    case 'entity.parse.failed':
      return new Problem({
        status: 400,
        code: 'MALFORMED_JSON',
        detail: 'The body is not valid JSON. Send a JSON object.',
      });
    case 'entity.too.large':
      return new Problem({
        status: 413,
        code: 'BODY_TOO_LARGE',
        detail: 'The body is larger than this service accepts.',
      });
    case 'charset.unsupported':
    case 'encoding.unsupported':
      return new Problem({
        status: 415,
        code: 'UNSUPPORTED_MEDIA_TYPE',
        detail: 'The body must be application/json in UTF-8, uncompressed or in a known Content-Encoding.',
      });
    case 'request.size.invalid':
    case 'request.aborted':
      return new Problem({
        status: 400,
        code: 'INCOMPLETE_BODY',
        detail: 'The body does not have the length that Content-Length says.',
      });
  }
  if (error instanceof URIError) {
    return new Problem({ status: 400, code: 'MALFORMED_PATH', detail: 'The path is not correctly percent-encoded.' });
  }
  // body-parser says a corrupt compressed body, and whatever else a client can send it, by a status in the 400s.
  const status = 'status' in error ? error.status : undefined;
  if (typeof status === 'number' && status >= 400 && status < 500) {
    return new Problem({ status, code: 'BAD_REQUEST', detail: 'The request cannot be read.', cause: error });
  }
  return undefined;
}
