import type { ProblemError } from '@saga/process';
import type { z } from 'zod';

const mostErrors = 20;

/** The first broken rules of an input, each by its place. */
export function brokenRules(issues: readonly z.core.$ZodIssue[]): ProblemError[] {
  return issues.slice(0, mostErrors).map(({ path, message, code }) => ({
    path: path.join('.'),
    // Names of unknown fields are the sender's text, and it is not for us to repeat it.
    message: code === 'unrecognized_keys' ? 'has a name that is not known here' : message,
  }));
}
