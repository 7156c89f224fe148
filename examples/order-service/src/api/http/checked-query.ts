import { Problem } from '@saga/process';
import type { Request } from 'express';
import type { z } from 'zod';

/** The request's query parameters as a schema has them. Anything else is 400. */
export function checkedQuery<Schema extends z.ZodType>(request: Request, schema: Schema): z.output<Schema> {
  const parsed = schema.safeParse({ ...request.query });
  if (parsed.success) return parsed.data;
  throw new Problem({
    status: 400,
    code: 'INVALID_QUERY',
    detail: 'A query parameter is not known here or breaks its rule.',
    errors: parsed.error.issues.slice(0, 20).map(({ path, message, code }) => ({
      path: path.join('.'),
      message: code === 'unrecognized_keys' ? 'has a parameter that is not known here' : message,
    })),
  });
}
