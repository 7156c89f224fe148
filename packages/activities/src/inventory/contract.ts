import { z } from 'zod';
import { identifier, orderIdentifier } from '../identifier.ts';
import { quantity } from '../money.ts';

const reservedItem = z.object({ sku: identifier, quantity });

/** What `POST /reservations` takes: the items to set aside for an order. */
export const reserveArgument = z.object({
  orderId: orderIdentifier,
  items: z.array(reservedItem).min(1).max(1000).readonly(),
});
export type ReserveArgument = z.infer<typeof reserveArgument>;

/** What it answers once the items are set aside. */
export const reserveResult = z.object({ reservationId: identifier });
export type ReserveResult = z.infer<typeof reserveResult>;

/** What `POST /reservations/{orderId}/release` takes: the order whose items go back on the shelf. */
export const releaseArgument = z.object({ orderId: orderIdentifier });
export type ReleaseArgument = z.infer<typeof releaseArgument>;

/** What `POST /reservations/{orderId}/commit` takes: the order whose reserved items are now sold. */
export const commitArgument = z.object({ orderId: orderIdentifier });
export type CommitArgument = z.infer<typeof commitArgument>;
