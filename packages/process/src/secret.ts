import { z } from 'zod';

/**
 * A secret that has a well-known default for development. With `NODE_ENV=production` it must be set, must not be that default
 * and must have at least 32 characters, so that a deployment can never run with a key that everybody can read in the source.
 */
export function secretWithDevelopmentDefault(
  developmentDefault: string,
  environment: string | undefined = process.env.NODE_ENV,
): z.ZodType<string> {
  const secret = z.string().min(32, 'it must have at least 32 characters');
  const checked =
    environment === 'production'
      ? secret.refine((value) => value !== developmentDefault, 'it is the public development default')
      : secret.default(developmentDefault);
  return checked.describe('a random secret of at least 32 characters, for example from `openssl rand -hex 32`');
}
