import { z } from 'zod';
import { apiProblem } from '../problems/api-problem.ts';
import { preferWait } from './prefer-wait.ts';
import type { RequestHeader } from './request-header.ts';

/** `Prefer: wait=N`: the seconds to wait for the ending; `undefined` when the caller says nothing of it. */
export const preferHeader: RequestHeader<number | undefined> = {
  name: 'Prefer',
  description: '`wait=N`: answer when the order has ended, but after N seconds (0 to 30) at the latest (RFC 7240).',
  required: false,
  schema: z.string(),
  read(header) {
    const wait = preferWait(header);
    if (wait !== 'malformed') return wait;
    throw apiProblem('INVALID_PREFER', {
      detail: 'The wait of the Prefer header must be a whole number of seconds from 0 to 30.',
    });
  },
};
