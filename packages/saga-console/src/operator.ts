import type { Request, RequestHandler } from 'express';
import { ConsoleProblem } from './problems/console-problem.ts';

/** Who looks at sagas, as the host says. */
export interface Operator {
  /** Stands in the saga's history with each decision: a name or an id that your auditors know, and nothing more personal than that. */
  readonly actor: string;
  /** Whether this operator may decide and cancel, or only look. */
  readonly mayDecide: boolean;
}

/**
 * The host's word on who sends a request: by its cookie, its token, or whatever the host goes by.
 *
 * `undefined`: nobody that is known (401). `'forbidden'`: known, and no operator (403). What it throws goes to the host's own error
 * handler, as an error of a route does.
 */
export type Authorize = (
  request: Request,
) => Operator | 'forbidden' | undefined | Promise<Operator | 'forbidden' | undefined>;

const operators = new WeakMap<Request, Operator>();

/** Lets only operators through, and remembers who it is. */
export function onlyOperators(authorize: Authorize): RequestHandler {
  return async (request, _response, next) => {
    const operator: unknown = await authorize(request);
    if (operator === undefined) throw new ConsoleProblem('NOT_SIGNED_IN', 'Sign in to see sagas.');
    if (operator === 'forbidden') throw new ConsoleProblem('FORBIDDEN', 'Sagas are shown to operators only.');
    operators.set(request, requireOperator(operator));
    next();
  };
}

/** Who sent a request that {@link onlyOperators} let through. */
export function operatorOf(request: Request): Operator {
  const operator = operators.get(request);
  if (operator === undefined)
    throw new TypeError('onlyOperators() must come before a route that asks for the operator.');
  return operator;
}

// Not every host is compiled: `true`, or a user object of its own, must let nobody in.
function requireOperator(given: unknown): Operator {
  const { actor, mayDecide } = (typeof given === 'object' && given !== null ? given : {}) as Partial<Operator>;
  if (typeof actor !== 'string' || actor.trim() === '' || typeof mayDecide !== 'boolean') {
    throw new TypeError(
      "sagaConsole's authorize gave no operator: give { actor, mayDecide }, undefined for nobody, or 'forbidden'.",
    );
  }
  return { actor, mayDecide };
}
