import { z } from 'zod';

/** One event of a stream, as whoever reads it gets it. OpenAPI 3.1 has a schema for one event only, and not for the stream. */
export const orderEventSchema = z.object({
  id: z.string().regex(/^[1-9]\d{0,9}$/),
  event: z.literal('order'),
  data: z.string().meta({
    description: 'The order, as `GET /orders/{id}` gives it.',
    contentMediaType: 'application/json',
    contentSchema: { $ref: '#/components/schemas/Order' },
  }),
});
