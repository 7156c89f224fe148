import { KeyObject } from 'node:crypto';
import { type CryptoKey, createRemoteJWKSet, errors, type JWTPayload, type JWTVerifyOptions, jwtVerify } from 'jose';
import { algorithmOf, tokenAlgorithms } from './public-key.ts';
import { TokenRefusedError } from './token-refused-error.ts';

/** Who calls, as their token says. */
export interface Caller {
  /** The token's `sub`: the customer who owns what this call makes. */
  readonly subject: string;
  readonly role: 'customer' | 'operator';
}

/** Whose tokens are taken. */
export interface TokenTrust {
  /** The key that signed them: one public key, or the address of a JWKS document. */
  readonly key: KeyObject | URL;
  readonly issuer: string;
  readonly audience: string;
}

/** Checks a bearer token. */
export type VerifyToken = (token: string) => Promise<Caller>;

/** How the keys are fetched: who signs with a new key publishes it at least these seconds before. */
const jwks = { timeoutDuration: 3_000, cooldownDuration: 5_000 };

type RemoteKeys = ReturnType<typeof createRemoteJWKSet>;

/** What the clocks of two machines may differ by. */
const clockToleranceSeconds = 5;

/** Control characters can't be kept by Postgres, and would tear a log line. */
const subject = /^[^\p{Cc}\p{Cs}]{1,255}$/u;

/**
 * Gives the function that checks bearer tokens: RS256, ES256 or EdDSA, with `iss`, `aud`, `exp`, `nbf` and `sub`.
 *
 * The function throws {@link TokenRefusedError} for a token that is not all of that, and any other error when the keys
 * could not be had: then nothing is known about the token.
 */
export function tokenVerifier({ key, issuer, audience }: TokenTrust): VerifyToken {
  const options: JWTVerifyOptions = {
    issuer,
    audience,
    requiredClaims: ['iss', 'aud', 'exp', 'nbf', 'sub'],
    clockTolerance: clockToleranceSeconds,
  };
  if (key instanceof URL) {
    const keys = createRemoteJWKSet(key, jwks);
    return (token) => checked(() => verifiedByJwks(token, keys, options));
  }
  const algorithm = algorithmOf(key);
  if (algorithm === undefined) throw new TypeError('The public key is not an RSA, P-256 or Ed25519 key.');
  return (token) => checked(() => jwtVerify(token, key, { ...options, algorithms: [algorithm] }));
}

/** Checks a token by the keys of a JWKS document. Of a token that names no key each key of its algorithm is tried. */
async function verifiedByJwks(token: string, keys: RemoteKeys, options: JWTVerifyOptions) {
  const pinned = { ...options, algorithms: [...tokenAlgorithms] };
  try {
    return await jwtVerify(token, async (header, jws) => usable(await keys(header, jws), header.alg), pinned);
  } catch (error) {
    if (!(error instanceof errors.JWKSMultipleMatchingKeys)) throw error;
    for await (const candidate of error) {
      try {
        return await jwtVerify(token, (header) => usable(candidate, header.alg), pinned);
      } catch (mismatch) {
        if (!(mismatch instanceof errors.JWSSignatureVerificationFailed)) throw mismatch;
      }
    }
    throw new errors.JWSSignatureVerificationFailed();
  }
}

/** A key that the issuer publishes is not yet one that we take: an RSA key may be too short. */
function usable(key: CryptoKey, algorithm: string): CryptoKey {
  if (algorithmOf(KeyObject.from(key)) === algorithm) return key;
  throw new TokenRefusedError('its key is not one that this API takes');
}

async function checked(verify: () => Promise<{ payload: JWTPayload }>): Promise<Caller> {
  try {
    const { payload } = await verify();
    const { sub, role } = payload;
    if (typeof sub !== 'string' || !subject.test(sub)) throw new TokenRefusedError('its sub names no customer');
    return { subject: sub, role: role === 'operator' ? 'operator' : 'customer' };
  } catch (error) {
    if (error instanceof errors.JOSEError && !keysAway(error)) {
      throw new TokenRefusedError(`it broke a rule (${error.code})`);
    }
    throw error;
  }
}

/** jose says the same kind of error of a bad token and of keys that could not be had; a JWKS answer other than 200 has no class of its own. */
function keysAway(error: errors.JOSEError): boolean {
  return (
    error instanceof errors.JWKSTimeout || error instanceof errors.JWKSInvalid || error.code === errors.JOSEError.code
  );
}
