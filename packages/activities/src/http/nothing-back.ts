import { z } from 'zod';

/** The contract of an operation whose answer says nothing beyond its status: any body, or none, and no result. */
export const nothingBack: z.ZodType<void> = z.unknown().transform((): void => undefined);
