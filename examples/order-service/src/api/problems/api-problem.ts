import { Problem, type ProblemOptions } from '@saga/process';
import { type ProblemCode, problemCatalogue } from './problem-catalogue.ts';

/** What one problem says beyond its kind. Without a `detail` it says what the kind's page says. */
export type ApiProblemOptions = Partial<Pick<ProblemOptions, 'detail' | 'headers' | 'errors' | 'cause'>>;

/** A problem of the catalogue, to be thrown out of a route. */
export function apiProblem(code: ProblemCode, options: ApiProblemOptions = {}): Problem {
  const { status, meaning, remedy } = problemCatalogue[code];
  return new Problem({ status, code, detail: `${meaning} ${remedy}`, ...options });
}
