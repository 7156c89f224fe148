import { z } from 'zod';
import { plainText } from '../http/plain-text.ts';
import { countryCodes } from './country-codes.ts';

const addressText = plainText(100);

const shippingAddress = z.strictObject({
  line1: addressText,
  city: addressText,
  postalCode: addressText,
  country: z.enum(countryCodes, 'must be an assigned ISO 3166-1 alpha-2 code in capitals, such as DE'),
});

/** Where the order goes. */
export type ShippingAddress = z.infer<typeof shippingAddress>;

const requestedLine = z.strictObject({
  sku: plainText(64),
  quantity: z.int().min(1).max(1000),
});

/** One wish of the customer: how many of what. The price is never theirs to say. */
export type RequestedLine = z.infer<typeof requestedLine>;

/** What `POST /orders` takes. A field that is not named here is refused, so that nobody believes that it did something. */
export const placeOrderBody = z.strictObject({
  items: z.array(requestedLine).min(1).max(100),
  paymentMethod: z.string().regex(/^pm_[A-Za-z0-9_-]{1,64}$/, 'must be pm_ and 1 to 64 characters of A-Z a-z 0-9 _ -'),
  shippingAddress: shippingAddress.exactOptional(),
});

/** A checked body of `POST /orders`. */
export type PlaceOrderBody = z.infer<typeof placeOrderBody>;
