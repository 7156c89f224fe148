import type { Response } from 'express';

/** RFC 9457, without a `type` of its own: `code` says what happened. @internal */
export interface ProblemBody {
  readonly status: 400 | 409 | 410;
  readonly title: string;
  readonly code: string;
  readonly detail?: string;
}

/** @internal */
export function sendProblem(response: Response, { title, status, code, detail }: ProblemBody): void {
  response
    .status(status)
    .type('application/problem+json')
    .send(JSON.stringify({ type: 'about:blank', title, status, code, detail }));
}
