import type { z } from 'zod';
import { apiProblem } from '../problems/api-problem.ts';
import { brokenRules } from './broken-rules.ts';

/**
 * A request's JSON body as a schema has it. A field that the schema doesn't know is a mistake in the request itself (400); a value
 * that breaks a rule is 422.
 */
export function checkedBody<Schema extends z.ZodType>(body: unknown, schema: Schema): z.output<Schema> {
  if (body === undefined) throw apiProblem('MISSING_BODY', { detail: 'The body is missing. Send a JSON object.' });
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const { issues } = parsed.error;
  const errors = brokenRules(issues);
  if (issues.some(({ code }) => code === 'unrecognized_keys')) {
    throw apiProblem('UNKNOWN_FIELD', {
      detail: 'The body has a field that this call does not take. Send only the documented ones.',
      errors,
    });
  }
  throw apiProblem('INVALID_BODY', { detail: 'The body breaks at least one rule; errors says which.', errors });
}
