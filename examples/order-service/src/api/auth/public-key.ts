import { createPublicKey, type KeyObject } from 'node:crypto';

/** The signature algorithms that a bearer token may use. None of them can be forged with what is public. */
export const tokenAlgorithms = ['RS256', 'ES256', 'EdDSA'] as const;
export type TokenAlgorithm = (typeof tokenAlgorithms)[number];

/**
 * The one algorithm that a public key checks. A key is used with its own algorithm only (RFC 8725, section 3.1).
 *
 * @returns `undefined` for a key that none of {@link tokenAlgorithms} uses, an RSA key under 2,048 bits among them.
 */
export function algorithmOf(key: KeyObject): TokenAlgorithm | undefined {
  const { modulusLength, namedCurve } = key.asymmetricKeyDetails ?? {};
  if (key.type !== 'public') return undefined;
  if (key.asymmetricKeyType === 'rsa' && modulusLength !== undefined && modulusLength >= 2048) return 'RS256';
  if (key.asymmetricKeyType === 'ec' && namedCurve === 'prime256v1') return 'ES256';
  return key.asymmetricKeyType === 'ed25519' ? 'EdDSA' : undefined;
}

/** Reads a PEM text, in which `\n` may stand for a line's end as environment files write it; `undefined` when it is none. */
export function readPublicKey(pem: string): KeyObject | undefined {
  const text = pem.replaceAll('\\n', '\n').trim();
  // createPublicKey would also take a private key and derive the public one: a secret where none belongs.
  if (!text.startsWith('-----BEGIN PUBLIC KEY-----')) return undefined;
  try {
    return createPublicKey(text);
  } catch {
    // What is wrong inside the PEM helps nobody; the caller says which variable to mend.
    return undefined;
  }
}
