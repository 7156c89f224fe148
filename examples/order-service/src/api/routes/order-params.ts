import { z } from 'zod';

/** The path of everything about one order. An id that is none names no order: 404. */
export const orderParams = z.object({ id: z.uuid() });
