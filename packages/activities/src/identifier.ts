import { z } from 'zod';

/**
 * A name that a customer, a SKU, a payment method or a payment goes by. Control characters and half surrogate pairs
 * are no part of one: Postgres can't store the first, and the second would come back changed.
 */
export const identifier = z
  .string()
  .regex(/^[^\p{Cc}\p{Cs}]{1,255}$/u, 'must have 1 to 255 characters, no control characters among them');

/**
 * The order that everything belongs to. A UUID where our API makes it; any name that can stand in a URL's path as it
 * is, where a saga of someone else's does. Dots alone would be a step up in that path.
 */
export const orderIdentifier = z
  .string()
  .regex(/^(?!\.{1,2}$)[A-Za-z0-9._~-]{1,200}$/, 'must have 1 to 200 characters of A-Z a-z 0-9 . _ ~ -');
