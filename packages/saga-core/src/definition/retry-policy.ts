import { SagaDefinitionError } from '../errors/saga-definition-error.ts';
import { type Duration, milliseconds } from './duration.ts';

/**
 * How a call is tried again: Temporal's retry policy, in its terms.
 * See "Retry Policies" in Temporal's documentation.
 */
export interface RetryOptions {
  /** Wait before the second try. Default 100 ms. */
  readonly initialInterval?: Duration;
  /** What each wait is multiplied by to give the next. At least 1; default 2. */
  readonly backoffCoefficient?: number;
  /** The longest wait. Default 5 s; for undo, pivot and retriable 10 s. */
  readonly maximumInterval?: Duration;
  /** Tries in all. Default: as many as the budget allows. */
  readonly maximumAttempts?: number;
}

/** A retry policy with all defaults filled in; lengths in milliseconds. */
export interface RetryPolicy {
  readonly initialInterval: number;
  readonly backoffCoefficient: number;
  readonly maximumInterval: number;
  readonly maximumAttempts?: number;
}

/** Checks the options and fills in the defaults. `where` names the step in errors. */
export function retryPolicy(options: RetryOptions, longestWait: Duration, where: string): RetryPolicy {
  const { backoffCoefficient = 2, maximumAttempts } = options;
  if (!Number.isFinite(backoffCoefficient) || backoffCoefficient < 1) {
    throw new SagaDefinitionError(
      'INVALID_OPTION',
      `${where}.backoffCoefficient is ${backoffCoefficient}; give a number of at least 1.`,
    );
  }
  if (maximumAttempts !== undefined && !(Number.isSafeInteger(maximumAttempts) && maximumAttempts >= 1)) {
    throw new SagaDefinitionError(
      'INVALID_OPTION',
      `${where}.maximumAttempts is ${maximumAttempts}; give a whole number of at least 1.`,
    );
  }
  const initialInterval = milliseconds(options.initialInterval ?? '100ms', `${where}.initialInterval`);
  // A first wait above the default of the longest one raises that, rather than fail for a value that was never given.
  const maximumInterval =
    options.maximumInterval === undefined
      ? Math.max(initialInterval, milliseconds(longestWait, where))
      : milliseconds(options.maximumInterval, `${where}.maximumInterval`);
  if (maximumInterval < initialInterval) {
    throw new SagaDefinitionError(
      'INVALID_OPTION',
      `${where}.maximumInterval is shorter than its initialInterval; make it at least as long.`,
    );
  }
  return {
    initialInterval,
    backoffCoefficient,
    maximumInterval,
    ...(maximumAttempts === undefined ? {} : { maximumAttempts }),
  };
}
