import { z } from 'zod';

/** The query parameter `cursor` of every list: where the page before ended. */
export const pageCursor = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,200}$/, 'must be `nextCursor` of the page before, as it was')
  .optional()
  .meta({ description: '`nextCursor` of the page before.' });
