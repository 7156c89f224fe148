import type { ErrorRequestHandler } from 'express';
import { correlationIdOf } from './correlation-id.ts';
import type { Logger } from './logger.ts';
import type { Problem } from './problem.ts';
import { problemOf } from './problem-of.ts';
import { type ProblemType, urnProblemType } from './problem-type.ts';

export interface ProblemHandlerOptions {
  /** Default: names like `urn:saga:problem:not-found`. */
  readonly problemType?: ProblemType;
  /** Called for each problem, before it is answered. */
  readonly count?: (problem: Problem) => void;
}

/** The last handler of an app: answers any error as `application/problem+json`, and logs the ones that are our own fault. */
export function problemHandler(
  logger: Logger,
  { problemType = urnProblemType, count }: ProblemHandlerOptions = {},
): ErrorRequestHandler {
  return (error: unknown, request, response, _next) => {
    const problem = problemOf(error);
    const correlationId = correlationIdOf(request);
    count?.(problem);
    if (problem.status >= 500) {
      logger.error({ err: problem.cause ?? problem, correlationId, code: problem.code }, 'request failed');
    }
    // Half an answer is on its way already: only a broken connection can say that it is not the whole.
    if (response.headersSent) {
      response.destroy();
      return;
    }
    response
      .status(problem.status)
      // Also where the good answer may be kept.
      .set('Cache-Control', 'no-store')
      .set(problem.headers)
      .type('application/problem+json')
      .send(JSON.stringify(problem.body(correlationId, problemType)));
  };
}
