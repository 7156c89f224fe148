import { createHash } from 'node:crypto';
import { addedUpLines } from './added-up-lines.ts';
import type { PlaceOrderBody } from './place-order-body.ts';

/**
 * Tells whether two bodies ask for the same order: a SHA-256 over what they mean, so that white space, the order of
 * fields or lines, and one SKU on two lines make no difference. A repeat from a client that builds its body anew each
 * time is then still a repeat.
 */
export function requestFingerprint({ items, paymentMethod, shippingAddress }: PlaceOrderBody): string {
  const lines = addedUpLines(items)
    .map(({ sku, quantity }) => [sku, quantity] as const)
    .sort(([one], [other]) => (one < other ? -1 : 1));
  const address =
    shippingAddress === undefined
      ? null
      : [shippingAddress.line1, shippingAddress.city, shippingAddress.postalCode, shippingAddress.country];
  return createHash('sha256')
    .update(JSON.stringify([lines, paymentMethod, address]))
    .digest('hex');
}
