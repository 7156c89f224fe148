import { z } from 'zod';

/** What `GET /orders/{id}` answers. */
export const orderView = z.object({
  id: z.string(),
  customerId: z.string(),
  status: z.enum(['PENDING', 'CONFIRMED', 'CANCELLED', 'FAILED']),
  items: z.array(z.object({ sku: z.string(), quantity: z.int(), unitPrice: z.int() })),
  total: z.object({ amount: z.int(), currency: z.string() }),
  failure: z.object({ code: z.string(), detail: z.string() }).exactOptional(),
  createdAt: z.iso.datetime(),
  /** When it became CONFIRMED, CANCELLED or FAILED. */
  endedAt: z.iso.datetime().exactOptional(),
});
export type OrderView = z.infer<typeof orderView>;
