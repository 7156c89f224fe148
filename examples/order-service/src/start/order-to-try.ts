import { developmentAudience, developmentIssuer } from '../api/auth/development-keys.ts';
import { developmentToken } from '../api/token/development-token.ts';

/**
 * The command that places an order at the API, its token with it. Undefined for an API with a key of its own, which takes no
 * development token.
 */
export async function orderToTry(url: string, environment: NodeJS.ProcessEnv): Promise<string | undefined> {
  const { JWT_JWKS_URL, JWT_PUBLIC_KEY, JWT_ISSUER, JWT_AUDIENCE } = environment;
  if (JWT_JWKS_URL || JWT_PUBLIC_KEY) return undefined;
  const token = await developmentToken({
    subject: 'customer-1',
    role: 'customer',
    issuer: JWT_ISSUER || developmentIssuer,
    audience: JWT_AUDIENCE || developmentAudience,
    lifetimeSeconds: 6 * 3600,
  });
  return `An order to try, valid for six hours:

  curl -s ${url}/api/v1/orders -H 'Authorization: Bearer ${token}' -H "Idempotency-Key: $(date +%s)" -H 'Prefer: wait=10' -H 'Content-Type: application/json' -d '{"items":[{"sku":"sku-book","quantity":1}],"paymentMethod":"pm_ok"}'

`;
}
