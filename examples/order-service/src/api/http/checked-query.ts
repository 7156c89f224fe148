import type { Request } from 'express';
import type { z } from 'zod';
import { apiProblem } from '../problems/api-problem.ts';
import { brokenRules } from './broken-rules.ts';

/** The request's query parameters as a schema has them. Anything else is 400. */
export function checkedQuery<Schema extends z.ZodType>(request: Request, schema: Schema): z.output<Schema> {
  const parsed = schema.safeParse({ ...request.query });
  if (parsed.success) return parsed.data;
  throw apiProblem('INVALID_QUERY', {
    detail: 'A query parameter is not known here or breaks its rule.',
    errors: brokenRules(parsed.error.issues),
  });
}
