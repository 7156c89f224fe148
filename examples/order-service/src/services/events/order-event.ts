import { z } from 'zod';

/** Who tells of orders: the `source` of their events. */
export const orderEventSource = '/order-service';

export const orderEventTypes = ['order.created', 'order.confirmed', 'order.cancelled', 'order.failed'] as const;

/**
 * What an event tells of an order: the contract between the order service and whoever listens. It may get more members, and loses none.
 * The failure's code and not its sentence: an event goes to many, the sentence is the customer's.
 */
export const orderEvent = z.object({
  orderId: z.string(),
  customerId: z.string(),
  status: z.enum(['PENDING', 'CONFIRMED', 'CANCELLED', 'FAILED']),
  total: z.object({ amount: z.int(), currency: z.string() }),
  failureCode: z.string().exactOptional(),
});
export type OrderEvent = z.infer<typeof orderEvent>;

/** An order's event on its way, as far as a listener needs to know it. CloudEvents 1.0. */
export const orderCloudEvent = z.object({
  specversion: z.literal('1.0'),
  id: z.string(),
  source: z.literal(orderEventSource),
  type: z.enum(orderEventTypes),
  subject: z.string(),
  time: z.iso.datetime(),
  datacontenttype: z.literal('application/json'),
  traceparent: z.string().exactOptional(),
  tracestate: z.string().exactOptional(),
  data: orderEvent,
});
