import { z } from 'zod';
import { orderFailureCodes } from '../../saga/order-ending.ts';
import { orderStatuses } from './order-intent.ts';
import { sagaSchema, timeSchema } from './saga-schema.ts';

const cents = z.int().min(0);

/** An order as its customer sees it. Money is in the currency's minor unit (cents). */
export const orderSchema = z.object({
  id: z.uuid(),
  status: z.enum(orderStatuses),
  items: z.array(z.object({ sku: z.string(), quantity: z.int().min(1), unitPrice: cents })).readonly(),
  total: z.object({ amount: cents, currency: z.string().length(3) }),
  failure: z
    .object({ code: z.enum(orderFailureCodes), detail: z.string() })
    .exactOptional()
    .meta({ description: 'Why a FAILED order failed.' }),
  saga: sagaSchema,
  createdAt: timeSchema,
  links: z.object({
    self: z.string(),
    events: z.string(),
    cancel: z.string().exactOptional().meta({ description: 'Only while the order is PENDING.' }),
  }),
});

/** A page of orders, newest first. */
export const orderListSchema = z.object({
  items: z.array(orderSchema).readonly(),
  nextCursor: z.string().nullable().meta({ description: 'For the next page; null on the last.' }),
});

/** An order as its customer sees it. */
export type OrderView = z.infer<typeof orderSchema>;
