import type { Logger } from '@saga/process';
import type { RequestHandler } from 'express';
import { apiProblem } from '../problems/api-problem.ts';
import { EventLoopPressure } from './event-loop-pressure.ts';
import { RequestsInFlight } from './requests-in-flight.ts';

export interface OverloadLimits {
  /** Requests that are worked on at once; 0 for any number. */
  readonly mostInFlight: number;
  /** The mean delay of the event loop, in milliseconds, from which on there is too much to do; 0 for never. */
  readonly mostEventLoopDelayMilliseconds: number;
}

/** Refuses what would be too much, so that what was taken on is answered in time. */
export interface OverloadShedder {
  readonly handler: RequestHandler;
  readonly inFlight: () => number;
}

/** Answers 503 `OVERLOADED` before anything was done for a request: to all while as many run as may, to a share while the event loop gets behind. */
export function overloadShedder(limits: OverloadLimits, logger: Logger): OverloadShedder {
  const requests = new RequestsInFlight();
  const pressure = new EventLoopPressure({
    mostMilliseconds: limits.mostEventLoopDelayMilliseconds,
    onChange: (isTooHigh, milliseconds) => {
      if (isTooHigh) logger.warn({ milliseconds }, 'the event loop gets behind: a share of the requests is refused');
      else logger.info({ milliseconds }, 'the event loop keeps up again');
    },
  });
  const isFull = () => limits.mostInFlight > 0 && requests.count >= limits.mostInFlight;
  return {
    handler: (_request, response, next) => {
      if (isFull() || pressure.refuses()) throw apiProblem('OVERLOADED', { headers: { 'Retry-After': '2' } });
      requests.enter(response);
      next();
    },
    inFlight: () => requests.count,
  };
}
