import { z } from 'zod';
import { identifier, orderIdentifier } from '../identifier.ts';
import { minorUnits, quantity } from '../money.ts';

const orderedItem = z.object({
  sku: identifier,
  quantity,
  /** What one cost in cents when the order was accepted. */
  unitPrice: minorUnits,
});

/** As the API lets one in, counted as code points. Control characters and half surrogate pairs Postgres can't store as they are. */
const addressLine = z
  .string()
  .regex(/^[^\p{Cc}\p{Cs}]{1,100}$/u, 'must have 1 to 100 characters, no control characters among them');

/** Where the order goes. The API has checked the country against ISO 3166-1 before a saga starts. */
const shippingAddress = z.object({
  line1: addressLine,
  city: addressLine,
  postalCode: addressLine,
  country: z.string().regex(/^[A-Z]{2}$/, 'must be two capital letters (ISO 3166-1 alpha-2)'),
});

/** What `POST /orders` of the order service takes: the order as the API priced and saved it. */
export const createOrderArgument = z.object({
  orderId: orderIdentifier,
  customerId: identifier,
  items: z.array(orderedItem).min(1).max(1000).readonly(),
  paymentMethod: identifier,
  shippingAddress: shippingAddress.exactOptional(),
});
export type CreateOrderArgument = z.infer<typeof createOrderArgument>;

/** What it answers once the order is written: the sum of its lines, in cents. */
export const createOrderResult = z.object({ total: minorUnits });
export type CreateOrderResult = z.infer<typeof createOrderResult>;

/** What `POST /orders/{id}/confirm` takes. */
export const confirmOrderArgument = z.object({ orderId: orderIdentifier });
export type ConfirmOrderArgument = z.infer<typeof confirmOrderArgument>;

/**
 * Why the saga unwinds. It says nothing of lengths: an undo that is refused because a sentence is too long would park
 * the saga for the sake of a sentence.
 */
const cause = z.object({
  kind: z.enum(['cancelled', 'deadline', 'refused', 'inDoubt']),
  step: z.string().exactOptional(),
  code: z.string().exactOptional(),
  detail: z.string().exactOptional(),
});

/** What `POST /orders/{id}/cancel` takes: the order, and why it ends CANCELLED or FAILED. */
export const cancelOrderArgument = z.object({ orderId: orderIdentifier, cause });
export type CancelOrderArgument = z.infer<typeof cancelOrderArgument>;
