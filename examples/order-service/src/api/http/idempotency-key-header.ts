import { z } from 'zod';
import { apiProblem } from '../problems/api-problem.ts';
import type { RequestHeader } from './request-header.ts';

const schema = z.string().regex(/^[\x21-\x7e]{1,255}$/);

/** `Idempotency-Key`: 1 to 255 characters of visible ASCII. Without one, or with another, 400. */
export const idempotencyKeyHeader: RequestHeader<string> = {
  name: 'Idempotency-Key',
  description:
    'A new one for each order, the same one for a repeat: 1 to 255 visible ASCII characters, such as a UUID.',
  required: true,
  schema,
  read(header) {
    const key = schema.safeParse(header);
    if (key.success) return key.data;
    throw apiProblem(header === undefined ? 'MISSING_IDEMPOTENCY_KEY' : 'INVALID_IDEMPOTENCY_KEY', {
      detail:
        'Send one Idempotency-Key of 1 to 255 visible ASCII characters: a new one for each order, the same one for a repeat.',
    });
  },
};
