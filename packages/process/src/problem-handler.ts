import type { ErrorRequestHandler } from 'express';
import { correlationIdOf } from './correlation-id.ts';
import { describeReason } from './describe-error.ts';
import type { Logger } from './logger.ts';
import { Problem } from './problem.ts';
import { problemOf } from './problem-of.ts';
import { type ProblemType, urnProblemType } from './problem-type.ts';

export interface ProblemHandlerOptions {
  /** Default: names like `urn:saga:problem:not-found`. */
  readonly problemType?: ProblemType;
  /** Called for each problem, before it is answered. */
  readonly count?: (problem: Problem) => void;
}

/** The last handler of an app: answers any error as `application/problem+json`, and logs those that are not the caller's doing. */
export function problemHandler(
  logger: Logger,
  { problemType = urnProblemType, count }: ProblemHandlerOptions = {},
): ErrorRequestHandler {
  return (error: unknown, request, response, _next) => {
    const problem = problemOf(error);
    const correlationId = correlationIdOf(request);
    count?.(problem);
    if (isMeant(error)) {
      const { code, cause } = problem;
      if (cause === undefined) logger.info({ correlationId, code }, 'request turned away');
      else logger.warn({ correlationId, code, reason: describeReason(cause) }, 'request turned away');
    } else if (problem.status >= 500) {
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

/** A route said it on purpose: it has too much to do, or what it needs is away. That is an answer, and no mistake. */
function isMeant(error: unknown): boolean {
  return error instanceof Problem && error.status > 500;
}
