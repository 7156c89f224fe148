import { errors, type JWTPayload, jwtVerify } from 'jose';
import { serviceTokenIssuer } from './service-token.ts';
import { ServiceTokenError } from './service-token-error.ts';
import { signingKey } from './service-token-secret.ts';

/** The service that checks, and the secret that it shares with its callers. */
export interface VerifyServiceTokenOptions {
  readonly secret: string;
  /** The checking service's own name. A token for another service is refused. */
  readonly audience: string;
}

/** Who called, as a token that was checked says. */
export interface ServiceCaller {
  readonly subject: string;
  readonly expiresAt: Date;
}

/** No caller needs more; a token that lives longer was not made by ours. */
const longestLifetimeSeconds = 60 * 60;

/** What the clocks of two machines may differ by. */
const clockToleranceSeconds = 5;

/**
 * Checks an `x-service-token`: HS256 only, signed with our secret, by issuer `saga`, for this service, with a caller's
 * name, not run out and not valid for more than an hour from now.
 *
 * @throws {@link ServiceTokenError} `SERVICE_TOKEN_REFUSED` for every token that is not all of that, and for no token;
 *   `SERVICE_SECRET_WEAK` when the secret has fewer than 32 bytes.
 * @example
 * ```ts
 * const { subject } = await verifyServiceToken({ secret, audience: 'payment' }, request.get('x-service-token'));
 * ```
 */
export async function verifyServiceToken(
  { secret, audience }: VerifyServiceTokenOptions,
  token: string | undefined,
): Promise<ServiceCaller> {
  const key = signingKey(secret);
  if (token === undefined || token === '') throw refused('there is no x-service-token');
  const { sub, exp } = await checkedClaims(token, key, audience);
  if (typeof sub !== 'string' || sub === '') throw refused('its sub does not name the caller');
  if (typeof exp !== 'number') throw refused('it has no exp');
  if (exp > Date.now() / 1000 + longestLifetimeSeconds + clockToleranceSeconds) {
    throw refused('its exp is more than an hour away');
  }
  return { subject: sub, expiresAt: new Date(exp * 1000) };
}

async function checkedClaims(token: string, key: Uint8Array, audience: string): Promise<JWTPayload> {
  try {
    const { payload } = await jwtVerify(token, key, {
      algorithms: ['HS256'],
      issuer: serviceTokenIssuer,
      audience,
      requiredClaims: ['iss', 'aud', 'sub', 'exp'],
      clockTolerance: clockToleranceSeconds,
    });
    return payload;
  } catch (error) {
    // jose's code says which rule was broken and nothing of the token. Any other error is a bug of ours: pass it on.
    if (error instanceof errors.JOSEError) throw refused(`it broke a rule (${error.code})`);
    throw error;
  }
}

function refused(reason: string): ServiceTokenError {
  return new ServiceTokenError('SERVICE_TOKEN_REFUSED', `The service token was refused: ${reason}.`);
}
