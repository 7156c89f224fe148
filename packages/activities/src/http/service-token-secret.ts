import { ServiceTokenError } from './service-token-error.ts';

/**
 * The secret of development, the same in every process, so that nothing has to be set to try the system out.
 * It is public: a process must refuse to start with it when `NODE_ENV` is `production`.
 */
export const developmentServiceTokenSecret = 'development-only-service-token-secret-not-for-production';

/** RFC 7518, section 3.2: a key for HS256 has at least as many bits as its hash. */
const shortestSecretBytes = 32;

/**
 * The key that signs and checks service tokens.
 *
 * @throws {@link ServiceTokenError} `SERVICE_SECRET_WEAK` when the secret has fewer than 32 bytes.
 */
export function signingKey(secret: string): Uint8Array {
  const key = new TextEncoder().encode(secret);
  if (key.byteLength < shortestSecretBytes) {
    throw new ServiceTokenError(
      'SERVICE_SECRET_WEAK',
      `SERVICE_TOKEN_SECRET has ${key.byteLength} bytes; HS256 needs at least ${shortestSecretBytes}. Set it to a longer random value, the same in every process.`,
    );
  }
  return key;
}
