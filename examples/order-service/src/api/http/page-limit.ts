import { z } from 'zod';

/** The query parameter `limit` of every list: 1 to 100, 20 where it is left out. */
export const pageLimit = z
  .string()
  .regex(/^(100|[1-9]\d?)$/, 'must be a whole number from 1 to 100')
  .default('20')
  .transform(Number)
  // As whoever sends it thinks of it: in a query every number is text.
  .meta({ type: 'integer', minimum: 1, maximum: 100, default: 20 });
