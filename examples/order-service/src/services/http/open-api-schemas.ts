import { z } from 'zod';

/** The body of every answer that is an error (RFC 9457). */
export const problemSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  /** Stable, for machines. */
  code: z.string(),
  detail: z.string().optional(),
  correlationId: z.string().optional(),
  errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
});

/** What a fence is answered, at the address of the run whose result is `result`. */
export function fenceAnswer(result: z.ZodType | undefined): z.ZodType {
  const applied = { fence: z.literal('applied') };
  return z.union([
    z.object({ fence: z.literal('never') }),
    z.object(result === undefined ? applied : { ...applied, result }),
  ]);
}
