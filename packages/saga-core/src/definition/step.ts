import { SagaDefinitionError } from '../errors/saga-definition-error.ts';
import { type AnyCall, isNothing, type Nothing } from './call.ts';
import { type AttemptOptions, type CallPolicy, callPolicy, type MustSucceedOptions } from './call-policy.ts';
import type { Duration } from './duration.ts';

/** What happens to a step whose outcome is unknown: undo it with the rest, or wait for a person's decision. */
export type OnDoubt = 'unwind' | 'park';

/** A compensatable step's policies. */
export interface StepPolicyOptions extends AttemptOptions {
  /** The step's whole budget, retries included. Past it the step is in doubt. Default 30 s. */
  readonly timeout?: Duration;
  /** Default `unwind`. */
  readonly onDoubt?: OnDoubt;
  /** The undo waits until every other step is undone, so that a parked undo is never overtaken by it. Default `false`. */
  readonly compensateLast?: boolean;
  /** How the undo is performed; by default more patient than the step. */
  readonly compensation?: MustSucceedOptions;
}

/** A step that can be undone: until the pivot every step is one. */
export interface CompensatableStep {
  readonly kind: 'compensatable';
  readonly name: string;
  readonly run: AnyCall;
  readonly runPolicy: CallPolicy;
  readonly compensate: AnyCall | Nothing;
  readonly compensatePolicy: CallPolicy;
  readonly compensateLast: boolean;
  readonly onDoubt: OnDoubt;
}

/** The point of no return. */
export interface PivotStep {
  readonly kind: 'pivot';
  readonly name: string;
  readonly run: AnyCall;
  readonly runPolicy: CallPolicy;
}

/** A step after the pivot: it is tried until it is done, and never undone. */
export interface RetriableStep {
  readonly kind: 'retriable';
  readonly name: string;
  readonly run: AnyCall;
  readonly runPolicy: CallPolicy;
}

export type StepDefinition = CompensatableStep | PivotStep | RetriableStep;

const defaults = { timeout: '30s', parkAfter: '2m' } as const;

/** Checks what a compensatable step was given and fills in the defaults. */
export function compensatableStep(
  name: string,
  run: AnyCall,
  options: StepPolicyOptions & { readonly compensate: AnyCall | Nothing },
): CompensatableStep {
  const where = `step '${name}'`;
  requireCall(run, where);
  const compensate = options?.compensate;
  if (!isCall(compensate) && !isNothing(compensate)) {
    throw new SagaDefinitionError(
      'INVALID_CALL',
      `${where} must say how it is undone: give \`compensate\` a participant's call, or \`nothing\`.`,
    );
  }
  const { timeout = defaults.timeout, onDoubt = 'unwind', compensateLast = false, compensation = {} } = options;
  if (onDoubt !== 'unwind' && onDoubt !== 'park') {
    throw new SagaDefinitionError(
      'INVALID_OPTION',
      `${where}.onDoubt is ${JSON.stringify(onDoubt)}; give 'unwind' or 'park'.`,
    );
  }
  return Object.freeze({
    kind: 'compensatable',
    name,
    run,
    runPolicy: callPolicy(options, { option: 'timeout', length: timeout }, where),
    compensate,
    compensatePolicy: callPolicy(
      compensation,
      { option: 'parkAfter', length: compensation.parkAfter ?? defaults.parkAfter },
      `${where}.compensation`,
    ),
    compensateLast,
    onDoubt,
  });
}

/** Checks what a pivot or a retriable step was given and fills in the defaults. */
export function mustSucceedStep<Kind extends 'pivot' | 'retriable'>(
  kind: Kind,
  name: string,
  run: AnyCall,
  options: MustSucceedOptions,
) {
  const where = `${kind} '${name}'`;
  requireCall(run, where);
  const runPolicy = callPolicy(
    options,
    { option: 'parkAfter', length: options.parkAfter ?? defaults.parkAfter },
    where,
  );
  return Object.freeze({ kind, name, run, runPolicy });
}

function isCall(value: unknown): value is AnyCall {
  return (
    typeof value === 'object' &&
    value !== null &&
    'activity' in value &&
    'argument' in value &&
    typeof value.argument === 'function'
  );
}

function requireCall(run: unknown, where: string): void {
  if (!isCall(run)) {
    throw new SagaDefinitionError(
      'INVALID_CALL',
      `${where} needs a participant's call, such as inventory.reserve(({ input }) => …).`,
    );
  }
}
