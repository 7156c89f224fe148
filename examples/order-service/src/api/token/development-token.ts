import { SignJWT } from 'jose';
import { developmentPrivateKey } from '../auth/development-keys.ts';

/** What a development token says. */
export interface DevelopmentTokenOptions {
  /** The customer. */
  readonly subject: string;
  readonly role: 'customer' | 'operator';
  readonly lifetimeSeconds: number;
  readonly issuer: string;
  readonly audience: string;
}

/** Makes a bearer token that an API with development keys takes: EdDSA, valid from now on. */
export async function developmentToken(options: DevelopmentTokenOptions): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  return new SignJWT({ role: options.role })
    .setProtectedHeader({ alg: 'EdDSA', typ: 'JWT' })
    .setIssuer(options.issuer)
    .setAudience(options.audience)
    .setSubject(options.subject)
    .setIssuedAt(now)
    .setNotBefore(now)
    .setExpirationTime(now + options.lifetimeSeconds)
    .sign(developmentPrivateKey());
}
