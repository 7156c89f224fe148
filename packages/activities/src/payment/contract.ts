import { z } from 'zod';
import { identifier, orderIdentifier } from '../identifier.ts';
import { minorUnits } from '../money.ts';

/** What `POST /charges` takes: the money that moves from the customer to the merchant, in cents. */
export const chargeArgument = z.object({
  orderId: orderIdentifier,
  customerId: identifier,
  paymentMethod: identifier,
  amount: minorUnits,
});
export type ChargeArgument = z.infer<typeof chargeArgument>;

/** What it answers once the money has moved. */
export const chargeResult = z.object({ paymentId: identifier });
export type ChargeResult = z.infer<typeof chargeResult>;

/** An idempotency key: visible ASCII. Long, as it holds a saga's id and a step's name, both percent-encoded. */
const chargeKey = z.string().regex(/^[\x21-\x7e]{1,2000}$/, 'must have 1 to 2000 characters of visible ASCII');

/**
 * What `POST /refunds` takes: the charge to give back, by its payment id where the saga knows it, and by the charge's
 * idempotency key where the answer was lost. Exactly one of them, since two that disagree could mean two charges.
 */
export const refundArgument = z.union([
  z.strictObject({ orderId: orderIdentifier, paymentId: identifier }),
  z.strictObject({ orderId: orderIdentifier, chargeKey }),
]);
export type RefundArgument = z.infer<typeof refundArgument>;
