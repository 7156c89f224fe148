import express, { type RequestHandler } from 'express';
import { Problem } from './problem.ts';

export interface JsonBodyOptions {
  /** Bytes as body-parser writes them. Default `'10kb'`. */
  readonly limit?: string;
}

/** Reads a JSON body. Anything else than `application/json` is a 415, so that no route ever meets a body that it did not ask for. */
export function jsonBody({ limit = '10kb' }: JsonBodyOptions = {}): RequestHandler[] {
  return [requireJson, express.json({ limit, strict: false, type: 'application/json' })];
}

const requireJson: RequestHandler = (request, _response, next) => {
  // `is` gives null when there is no body at all: the route's own rules then say what is missing.
  if (request.is('application/json') === false) {
    throw new Problem({
      status: 415,
      code: 'UNSUPPORTED_MEDIA_TYPE',
      detail: 'The body must be JSON: send Content-Type: application/json.',
    });
  }
  next();
};
