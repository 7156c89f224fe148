import { Problem } from '@saga/process';
import type { z } from 'zod';

/** Says which rules an input breaks. Without `Saga-Outcome`: a caller that sends nonsense has a fault, which is no business refusal. */
export function invalidInput({ issues }: z.ZodError): Problem {
  const errors = issues.map(({ path, message }) => ({ path: path.join('.'), message }));
  return new Problem({
    status: 422,
    code: 'INVALID_INPUT',
    detail: 'The request breaks the rules of this operation. `errors` says which.',
    errors,
  });
}
