import { createHash, createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';

/** What a PKCS #8 document of an Ed25519 key starts with (RFC 8410); the 32 bytes of the key follow. */
const ed25519Prefix = Buffer.from('302e020100300506032b657004220420', 'hex');

/**
 * The key that signs development tokens. It is made from a public sentence, so that every checkout has the same one and
 * no key file lies in the repository. Anybody can make it: a process refuses to trust it when `NODE_ENV` is `production`.
 */
export function developmentPrivateKey(): KeyObject {
  const seed = createHash('sha256').update('development-only-token-key-not-for-production').digest();
  return createPrivateKey({ key: Buffer.concat([ed25519Prefix, seed]), format: 'der', type: 'pkcs8' });
}

/** The key that checks development tokens. */
export function developmentPublicKey(): KeyObject {
  return createPublicKey(developmentPrivateKey());
}

/** Whether a key is the one that checks development tokens. */
export function isDevelopmentKey(key: KeyObject): boolean {
  // By what they export: `equals` of two kinds of keys leaves an error behind in OpenSSL, which a later use of a key then throws (Node 24).
  const der = (each: KeyObject) => each.export({ format: 'der', type: 'spki' });
  return der(key).equals(der(developmentPublicKey()));
}

/** The issuer of development tokens, and what `JWT_ISSUER` is in development when it is not set. */
export const developmentIssuer = 'saga-development';

/** Whom development tokens are for, and what `JWT_AUDIENCE` is in development when it is not set. */
export const developmentAudience = 'order-api';
