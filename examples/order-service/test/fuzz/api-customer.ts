import { randomUUID } from 'node:crypto';
import { developmentAudience, developmentIssuer } from '../../src/api/auth/development-keys.ts';
import type { OrderView } from '../../src/api/orders/order-schema.ts';
import { developmentToken } from '../../src/api/token/development-token.ts';

/** A development token for a run of at most a day. */
export function tokenFor(subject: string, role: 'customer' | 'operator' = 'customer'): Promise<string> {
  const issuer = process.env.JWT_ISSUER || developmentIssuer;
  const audience = process.env.JWT_AUDIENCE || developmentAudience;
  return developmentToken({ subject, role, lifetimeSeconds: 86_400, issuer, audience });
}

/** Places an order as any customer would. Gives the status, and the order as it then is. */
export async function placeOrder(
  url: string,
  token: string,
  { paymentMethod = 'pm_ok', wait }: { readonly paymentMethod?: string; readonly wait?: number } = {},
): Promise<{ readonly status: number; readonly order: OrderView }> {
  const response = await fetch(`${url}/api/v1/orders`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      'idempotency-key': randomUUID(),
      ...(wait !== undefined && { prefer: `wait=${wait}` }),
    },
    body: JSON.stringify({ items: [{ sku: 'sku-pen', quantity: 1 }], paymentMethod }),
  });
  return { status: response.status, order: (await response.json()) as OrderView };
}
