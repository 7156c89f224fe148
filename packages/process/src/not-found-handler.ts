import type { RequestHandler } from 'express';
import { Problem } from './problem.ts';

/** Answers what no route took. */
export const notFoundHandler: RequestHandler = () => {
  throw new Problem({ status: 404, code: 'NOT_FOUND', detail: 'There is nothing at this path.' });
};
