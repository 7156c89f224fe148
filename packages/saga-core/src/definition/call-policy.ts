import { SagaDefinitionError } from '../errors/saga-definition-error.ts';
import { type Duration, milliseconds } from './duration.ts';
import { optionNames } from './option-names.ts';
import { requireOptions } from './require-options.ts';
import { type RetryOptions, type RetryPolicy, retryPolicy } from './retry-policy.ts';
import type { Execution } from './saga-definition.ts';

/** What every call can be given: how long one try may take, and how it is tried again. */
export interface AttemptOptions {
  /** How long one try may take (Temporal's start-to-close timeout). Default 5 s. */
  readonly attemptTimeout?: Duration;
  /** A try that has not reported for so long is given up (Temporal's heartbeat timeout). Default: none. */
  readonly heartbeatTimeout?: Duration;
  readonly retry?: RetryOptions;
  /** `activity`: never tried as a local activity. Default: the saga's. */
  readonly execution?: Execution;
}

/** For a call that must succeed: an undo, a pivot or a retriable step. */
export interface MustSucceedOptions extends AttemptOptions {
  /** How long it is tried before it is parked and waits for a person's decision. Default 2 min. */
  readonly parkAfter?: Duration;
}

/** How one call is performed; lengths in milliseconds. */
export interface CallPolicy {
  /** The whole time that the call may take, retries and waiting for a worker included (Temporal's schedule-to-close timeout). */
  readonly budget: number;
  readonly attemptTimeout: number;
  readonly heartbeatTimeout?: number;
  readonly retry: RetryPolicy;
  /** Its first try may be a local activity. */
  readonly local?: true;
}

/** The defaults that differ between a call that may fail and one that must succeed. */
const patience = { may: { longestWait: '5s' }, must: { longestWait: '10s' } } as const;

/** Checks the options and fills in the defaults. `where` names the step in errors, `budget` the option that bounds the whole; `isAdaptive` when the call may be tried locally at all. */
export function callPolicy(
  options: AttemptOptions,
  budget: { readonly option: 'timeout' | 'parkAfter'; readonly length: Duration },
  where: string,
  isAdaptive: boolean,
): CallPolicy {
  requireOptions(options.retry, `${where}.retry`, optionNames.retry);
  if (options.execution !== undefined && options.execution !== 'activity' && options.execution !== 'adaptive') {
    throw new SagaDefinitionError(
      'INVALID_OPTION',
      `${where}.execution is ${JSON.stringify(options.execution)}; give 'adaptive' or 'activity'.`,
    );
  }
  const whole = milliseconds(budget.length, `${where}.${budget.option}`);
  const attemptTimeout =
    options.attemptTimeout === undefined
      ? Math.min(whole, 5_000)
      : milliseconds(options.attemptTimeout, `${where}.attemptTimeout`);
  if (attemptTimeout > whole) {
    throw new SagaDefinitionError(
      'INVALID_OPTION',
      `${where}.attemptTimeout (${attemptTimeout} ms) is longer than its ${budget.option} (${whole} ms); make it shorter, or the whole longer.`,
    );
  }
  const { longestWait } = budget.option === 'timeout' ? patience.may : patience.must;
  return {
    budget: whole,
    attemptTimeout,
    ...(options.heartbeatTimeout === undefined
      ? {}
      : { heartbeatTimeout: milliseconds(options.heartbeatTimeout, `${where}.heartbeatTimeout`) }),
    retry: retryPolicy(options.retry ?? {}, longestWait, `${where}.retry`),
    ...(isAdaptive && mayBeLocal(options) ? { local: true } : {}),
  };
}

// A local activity can't report that it lives, and its try would be one more than the tries that were asked for.
function mayBeLocal({ execution, heartbeatTimeout, retry }: AttemptOptions): boolean {
  return execution !== 'activity' && heartbeatTimeout === undefined && retry?.maximumAttempts === undefined;
}
