import { SignJWT } from 'jose';
import { signingKey } from './service-token-secret.ts';

/** Who calls whom, and the secret that both know. */
export interface ServiceTokenOptions {
  /** `SERVICE_TOKEN_SECRET`, at least 32 bytes. */
  readonly secret: string;
  /** The name of the service that is called: `order`, `inventory`, `payment`, `notification`. It takes no other's token. */
  readonly audience: string;
  /** The name of the caller, for example `worker` or `api`. */
  readonly subject: string;
}

/** The issuer of every service token. */
export const serviceTokenIssuer = 'saga';

/** Short, because a token that leaked into a dump or a trace is worth something only as long as this. */
const lifetimeSeconds = 5 * 60;

/** A token is replaced while it still has this long to go, so that none runs out on its way, also between clocks that differ. */
const renewBeforeSeconds = 60;

/**
 * Makes the token that goes as `x-service-token`: a JWT, HS256, valid for five minutes, for one service only.
 *
 * @throws {@link ServiceTokenError} `SERVICE_SECRET_WEAK` when the secret has fewer than 32 bytes.
 * @example
 * ```ts
 * const token = await serviceToken({ secret, audience: 'inventory', subject: 'api' });
 * await fetch(url, { headers: { 'x-service-token': token } });
 * ```
 */
export async function serviceToken({ secret, audience, subject }: ServiceTokenOptions): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  return new SignJWT()
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setIssuer(serviceTokenIssuer)
    .setAudience(audience)
    .setSubject(subject)
    .setIssuedAt(now)
    .setExpirationTime(now + lifetimeSeconds)
    .sign(signingKey(secret));
}

/**
 * Gives a function that answers with a service token that is always fresh, and makes a new one only when the last is
 * about to run out.
 *
 * @throws {@link ServiceTokenError} `SERVICE_SECRET_WEAK`, at once, when the secret has fewer than 32 bytes.
 */
export function freshServiceToken(options: ServiceTokenOptions): () => Promise<string> {
  signingKey(options.secret);
  let current: { readonly token: Promise<string>; readonly renewAt: number } | undefined;
  return () => {
    if (current === undefined || Date.now() >= current.renewAt) {
      current = {
        token: serviceToken(options),
        renewAt: Date.now() + (lifetimeSeconds - renewBeforeSeconds) * 1000,
      };
    }
    return current.token;
  };
}
