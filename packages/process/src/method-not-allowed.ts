import type { RequestHandler } from 'express';
import { Problem } from './problem.ts';

/**
 * Answers 405 for the methods that a path does not have. Put it last on a route:
 * `router.route('/orders').post(place).all(methodNotAllowed('POST'))`.
 */
export function methodNotAllowed(...allowed: readonly string[]): RequestHandler {
  const allow = allowed.join(', ');
  return () => {
    throw new Problem({
      status: 405,
      code: 'METHOD_NOT_ALLOWED',
      detail: `This path answers only to ${allow}.`,
      headers: { Allow: allow },
    });
  };
}
