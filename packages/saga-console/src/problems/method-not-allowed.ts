import type { RequestHandler } from 'express';
import { ConsoleProblem } from './console-problem.ts';

/** Answers the methods that a path does not have. Put it last on a route; `allowed` is its header `Allow`. */
export function methodNotAllowed(allowed: string): RequestHandler {
  return () => {
    throw new ConsoleProblem('METHOD_NOT_ALLOWED', `This address answers only to ${allowed}.`, { Allow: allowed });
  };
}
