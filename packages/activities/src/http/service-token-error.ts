/** `SERVICE_SECRET_WEAK`: the secret is too short to sign with. `SERVICE_TOKEN_REFUSED`: the token is not one that this service takes. */
export type ServiceTokenErrorCode = 'SERVICE_SECRET_WEAK' | 'SERVICE_TOKEN_REFUSED';

/**
 * A service token could not be made, or one that came in was refused. The message says why in general terms and never
 * repeats the token or the secret, so that it can be logged. For the caller, answer a plain 401 without it.
 */
export class ServiceTokenError extends Error {
  override readonly name = 'ServiceTokenError';
  readonly code: ServiceTokenErrorCode;

  constructor(code: ServiceTokenErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
