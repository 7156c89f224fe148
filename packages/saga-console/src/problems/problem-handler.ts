import { STATUS_CODES } from 'node:http';
import type { ErrorRequestHandler, Response } from 'express';
import { SagaError } from 'saga-core/client';
import { ConsoleProblem } from './console-problem.ts';

/**
 * Answers what it knows as `application/problem+json`. What it does not know goes on to the host's error handler, which logs it and
 * answers as it answers all that nobody foresaw.
 */
export const problemHandler: ErrorRequestHandler = (error: unknown, _request, response, next) => {
  const problem = knownProblem(error);
  if (problem === undefined) return next(error);
  // A stream that has begun can only end; whoever asks for it again is told why.
  if (response.headersSent) response.end();
  else sendProblem(response, problem);
};

interface Answer {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly headers?: Readonly<Record<string, string>>;
}

function sendProblem(response: Response, { status, code, detail, headers = {} }: Answer): void {
  response
    .status(status)
    .set({ 'Cache-Control': 'no-store', ...headers })
    .type('application/problem+json')
    .send(JSON.stringify({ type: 'about:blank', title: STATUS_CODES[status], status, code, detail }));
}

function knownProblem(error: unknown): Answer | undefined {
  if (error instanceof ConsoleProblem)
    return { status: error.status, code: error.code, detail: error.message, headers: error.headers };
  if (error instanceof SagaError) return answerOfSaga(error);
  // What a router says of a path that can't be decoded.
  if (error instanceof URIError)
    return knownProblem(new ConsoleProblem('INVALID_ID', 'The address is not percent-encoded UTF-8.'));
  return isUnreadable(error) ? { status: 502, code: error.code, detail: error.message } : answerOfBody(error);
}

function answerOfSaga({ code, message: detail }: SagaError): Answer {
  switch (code) {
    case 'SAGA_NOT_FOUND':
      return { status: 404, code, detail };
    case 'SAGA_UNAVAILABLE':
      return { status: 503, code, detail, headers: { 'Retry-After': '2' } };
    default:
      // The saga is not, or not any more, as what was asked for needs it.
      return { status: 409, code, detail };
  }
}

// The client has not the keys that the saga's payloads are encrypted with. Told by its code, as that door need not be loaded for it.
function isUnreadable(error: unknown): error is Error & { readonly code: string } {
  return error instanceof Error && 'code' in error && (unreadable as readonly unknown[]).includes(error.code);
}

const unreadable = ['PAYLOAD_UNREADABLE', 'PAYLOAD_KEY_UNKNOWN'] as const;

// express.json() tells its errors apart by `type`.
function answerOfBody(error: unknown): Answer | undefined {
  if (!(error instanceof Error) || !('type' in error)) return undefined;
  switch (error.type) {
    case 'entity.too.large':
      return knownProblem(new ConsoleProblem('BODY_TOO_LARGE', 'A decision has at most 64 kB of JSON; send less.'));
    case 'entity.parse.failed':
    case 'request.size.invalid':
    case 'request.aborted':
      return knownProblem(new ConsoleProblem('INVALID_JSON', 'The body is no JSON; send a decision as a JSON object.'));
    case 'encoding.unsupported':
    case 'charset.unsupported':
      return knownProblem(new ConsoleProblem('NOT_JSON', 'Send JSON in UTF-8, not compressed.'));
    default:
      return undefined;
  }
}
