import { ServiceTokenError, verifyServiceToken } from '@saga/activities';
import { Problem } from '@saga/process';
import type { RequestHandler } from 'express';

export interface RequireServiceTokenOptions {
  readonly secret: string;
  /** This service's name. */
  readonly audience: string;
}

/** Lets only callers in that hold a valid `x-service-token` for this service. Why a token is refused stays in our log. */
export function requireServiceToken(options: RequireServiceTokenOptions): RequestHandler {
  return async (request, _response, next) => {
    try {
      await verifyServiceToken(options, request.get('x-service-token'));
    } catch (error) {
      if (!(error instanceof ServiceTokenError) || error.code !== 'SERVICE_TOKEN_REFUSED') throw error;
      throw new Problem({
        status: 401,
        code: 'UNAUTHENTICATED',
        detail: 'Send a valid x-service-token for this service.',
        headers: { 'WWW-Authenticate': 'ServiceToken' },
        cause: error,
      });
    }
    next();
  };
}
