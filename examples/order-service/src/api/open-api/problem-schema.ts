import { z } from 'zod';

/** The body of every answer that is an error (RFC 9457). */
export const problemSchema = z.object({
  type: z.string().meta({ format: 'uri-reference', description: 'The page that tells about this kind of problem.' }),
  title: z.string(),
  status: z.int().min(400).max(599),
  code: z
    .string()
    .regex(/^[A-Z][A-Z0-9_]*$/)
    .meta({ description: 'Stable, for machines.' }),
  detail: z.string(),
  correlationId: z.string().exactOptional().meta({ description: 'Under which the log tells more.' }),
  errors: z
    .array(z.object({ path: z.string(), message: z.string() }))
    .exactOptional()
    .meta({ description: 'The broken rules of an input, each by its place.' }),
});
