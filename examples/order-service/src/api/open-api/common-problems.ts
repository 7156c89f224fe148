import type { Operation } from '../http/operation.ts';
import type { ProblemCode } from '../problems/problem-catalogue.ts';

const always = [
  'MALFORMED_PATH',
  'INVALID_QUERY',
  'UNAUTHORIZED',
  'URI_TOO_LONG',
  'TOO_MANY_REQUESTS',
  'HEADERS_TOO_LARGE',
  'INTERNAL',
  'UNAVAILABLE',
  'OVERLOADED',
  'STARTING',
  'TOO_MANY_CONNECTIONS',
  'TOKEN_KEYS_UNAVAILABLE',
] as const satisfies readonly ProblemCode[];

const ofBodies = [
  'MALFORMED_JSON',
  'JSON_TOO_DEEP',
  'INCOMPLETE_BODY',
  'UNKNOWN_FIELD',
  'REQUEST_TIMEOUT',
  'BODY_TOO_LARGE',
  'UNSUPPORTED_MEDIA_TYPE',
] as const satisfies readonly ProblemCode[];

/** What an operation may refuse with because of what kind of call it is: anybody's checks, not its own. */
export function commonProblems({ role, body, bodyIsOptional = false }: Operation): readonly ProblemCode[] {
  return [
    ...always,
    ...(role === undefined ? [] : (['FORBIDDEN'] as const)),
    ...(body === undefined ? [] : ofBodies),
    ...(body === undefined || bodyIsOptional ? [] : (['MISSING_BODY'] as const)),
    ...(body === undefined ? [] : (['INVALID_BODY'] as const)),
  ];
}
