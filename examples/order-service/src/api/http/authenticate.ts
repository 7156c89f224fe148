import type { Problem } from '@saga/process';
import type { Request, RequestHandler } from 'express';
import type { Caller, VerifyToken } from '../auth/customer-token.ts';
import { TokenRefusedError } from '../auth/token-refused-error.ts';
import { apiProblem } from '../problems/api-problem.ts';

const callers = new WeakMap<Request, Caller>();

/** Lets only requests through that carry a good bearer token, and remembers whose it is. */
export function authenticate(verify: VerifyToken): RequestHandler {
  return async (request, _response, next) => {
    // Of two Node takes the first, and somebody between us and the client may have checked the other.
    const [header, ...others] = request.headersDistinct.authorization ?? [];
    if (header === undefined) throw unauthorized('Bearer', 'Send Authorization: Bearer and a token.');
    const [, token] = (others.length > 0 ? null : /^Bearer +([\w.~+/=-]+)$/i.exec(header)) ?? [];
    if (token === undefined) throw refused();
    callers.set(request, await callerOf(token, verify));
    next();
  };
}

/** Who sent a request that {@link authenticate} let through. */
export function callerOfRequest(request: Request): Caller {
  const caller = callers.get(request);
  if (caller === undefined) throw new TypeError('authenticate() must come before a route that asks for the caller.');
  return caller;
}

async function callerOf(token: string, verify: VerifyToken): Promise<Caller> {
  try {
    return await verify(token);
  } catch (error) {
    if (error instanceof TokenRefusedError) throw refused();
    throw apiProblem('TOKEN_KEYS_UNAVAILABLE', { headers: { 'Retry-After': '1' }, cause: error });
  }
}

// Why a token was refused would help whoever forges one, so it is one answer for all.
function refused(): Problem {
  return unauthorized('Bearer error="invalid_token"', 'The bearer token is not valid, or not any more. Get a new one.');
}

function unauthorized(challenge: string, detail: string): Problem {
  return apiProblem('UNAUTHORIZED', { detail, headers: { 'WWW-Authenticate': challenge } });
}
