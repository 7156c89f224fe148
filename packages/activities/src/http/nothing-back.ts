import { z } from 'zod';

/** The contract of an operation that promises no result: a 204, and nothing else, since whoever answers 200 may be anybody. */
export const nothingBack: z.ZodType<void> = z.void();
