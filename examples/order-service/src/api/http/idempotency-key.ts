import { Problem } from '@saga/process';
import type { Request } from 'express';

/** The request's `Idempotency-Key`: 1 to 255 characters of visible ASCII. Without one, or with another, 400. */
export function idempotencyKeyOf(request: Request): string {
  const key = request.get('idempotency-key');
  if (key !== undefined && /^[\x21-\x7e]{1,255}$/.test(key)) return key;
  throw new Problem({
    status: 400,
    code: key === undefined ? 'MISSING_IDEMPOTENCY_KEY' : 'INVALID_IDEMPOTENCY_KEY',
    detail:
      'Send one Idempotency-Key of 1 to 255 visible ASCII characters: a new one for each order, the same one for a repeat.',
  });
}
