import { Problem } from '@saga/process';
import type { Request, RequestHandler } from 'express';
import type { z } from 'zod';
import { invalidInput } from './invalid-input.ts';

/** The argument of a saga's call, checked before a transaction is opened. */
export interface SagaArgument<Argument> {
  /** Checks the body, and that the order in it is the order in the path. */
  readonly check: RequestHandler;
  /** The checked argument of a request. */
  of(request: Request): Argument;
}

/**
 * Reads a call's argument from the body by its contract. Where the path has `:orderId`, the body may leave it out.
 * A fence says nothing about the business, so its body is not looked at.
 */
export function sagaArgument<Argument>(contract: z.ZodType<Argument>): SagaArgument<Argument> {
  const checked = new WeakMap<Request, Argument>();
  return {
    check: (request, _response, next) => {
      if (request.get('saga-operation') === 'fence') return next();
      const parsed = contract.safeParse(withOrderOfPath(request));
      if (!parsed.success) throw invalidInput(parsed.error);
      checked.set(request, parsed.data);
      next();
    },
    of: (request) => {
      const argument = checked.get(request);
      if (argument === undefined) throw new TypeError('check() must come before of() on a route.');
      return argument;
    },
  };
}

function withOrderOfPath({ body, params }: Request): unknown {
  const { orderId } = params;
  if (orderId === undefined) return body;
  if (body === undefined) return { orderId };
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return body;
  if (!('orderId' in body)) return { ...body, orderId };
  if (body.orderId === orderId) return body;
  throw new Problem({
    status: 422,
    code: 'ORDER_ID_MISMATCH',
    detail: 'The orderId in the body is not the order in the path. Send the same one, or leave it out of the body.',
  });
}
