import { Problem } from '@saga/process';
import type { Request } from 'express';
import type { z } from 'zod';

/**
 * The request's JSON body as a schema has it. A field that the schema doesn't know is a mistake in the request itself (400); a value
 * that breaks a rule is 422.
 */
export function checkedBody<Schema extends z.ZodType>(request: Request, schema: Schema): z.output<Schema> {
  const body: unknown = request.body;
  if (body === undefined) {
    throw new Problem({ status: 400, code: 'MISSING_BODY', detail: 'The body is missing. Send a JSON object.' });
  }
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues;
  const errors = issues.slice(0, mostErrors).map(({ path, message, code }) => ({
    path: path.join('.'),
    // Names of unknown fields are the sender's text, and it is not for us to repeat it.
    message: code === 'unrecognized_keys' ? 'has a field that is not known here' : message,
  }));
  if (issues.some(({ code }) => code === 'unrecognized_keys')) {
    throw new Problem({
      status: 400,
      code: 'UNKNOWN_FIELD',
      detail: 'The body has a field that this call does not take. Send only the documented ones.',
      errors,
    });
  }
  throw new Problem({
    status: 422,
    code: 'INVALID_BODY',
    detail: 'The body breaks at least one rule; errors says which.',
    errors,
  });
}

const mostErrors = 20;
