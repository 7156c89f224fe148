import { SagaDefinitionError } from '../errors/saga-definition-error.ts';
import type { AnyCall, Nothing } from './call.ts';
import type { MustSucceedOptions } from './call-policy.ts';
import { type Duration, milliseconds } from './duration.ts';
import type { SagaBuilder } from './saga-builder.ts';
import type { SagaDefinition, Unwind } from './saga-definition.ts';
import { compensatableStep, mustSucceedStep, type StepDefinition, type StepPolicyOptions } from './step.ts';

/** What holds for a whole saga. */
export interface SagaOptions {
  /** Raise it with every change that a saga in flight would notice. A whole number from 1; default 1. */
  readonly version?: number;
  /** The saga's own time limit. It counts only until the pivot is sent; past it the saga unwinds. Default: none. */
  readonly deadline?: Duration;
  /** Default `sequential`. */
  readonly unwind?: Unwind;
}

type Header = Pick<
  SagaDefinition<unknown, unknown, unknown>,
  'name' | 'version' | 'unwind' | 'deadline' | 'settleWithin'
>;

/**
 * Begins the definition of a saga: compensatable steps, then at most one pivot, then retriable steps, then `returns`.
 * The terms are those of Chris Richardson, "Microservices Patterns", chapter 4.
 *
 * @throws {@link SagaDefinitionError} at once when a name, an option or a length of time is wrong
 *
 * @example
 * ```ts
 * const bookTrip = saga<{ tripId: string }>('bookTrip', { version: 1 })
 *   .step('reserveRoom', hotel.reserve(({ input }) => ({ tripId: input.tripId })), {
 *     compensate: hotel.release(({ input }) => ({ tripId: input.tripId })),
 *     timeout: '30s',
 *   })
 *   .pivot('pay', bank.pay(({ results }) => ({ amount: results.reserveRoom.price })))
 *   .returns(({ results }) => ({ room: results.reserveRoom.room }));
 * ```
 */
export function saga<Input>(name: string, options: SagaOptions = {}): SagaBuilder<Input, Record<never, never>> {
  requireName(name, 'saga');
  const { version = 1, unwind = 'sequential', deadline } = options;
  if (!Number.isSafeInteger(version) || version < 1) {
    throw new SagaDefinitionError(
      'INVALID_VERSION',
      `saga '${name}' has version ${JSON.stringify(version)}; give a whole number from 1.`,
    );
  }
  if (unwind !== 'sequential' && unwind !== 'parallel') {
    throw new SagaDefinitionError(
      'INVALID_OPTION',
      `saga '${name}' has unwind ${JSON.stringify(unwind)}; give 'sequential' or 'parallel'.`,
    );
  }
  const header: Header = {
    name,
    version,
    unwind,
    settleWithin: 5_000,
    ...(deadline === undefined ? {} : { deadline: milliseconds(deadline, `saga '${name}'.deadline`) }),
  };
  return builder(header, []) as SagaBuilder<Input, Record<never, never>>;
}

// The builders' types forbid what the checks in `append` refuse: they are for callers without types.
// One runtime builder serves both, as only the types differ.
function builder(header: Header, steps: readonly StepDefinition[]): object {
  const add = (step: StepDefinition) => builder(header, append(steps, step));
  return Object.freeze({
    step: (name: string, run: AnyCall, options: StepPolicyOptions & { readonly compensate: AnyCall | Nothing }) =>
      add(compensatableStep(name, run, options)),
    pivot: (name: string, run: AnyCall, options: MustSucceedOptions = {}) =>
      add(mustSucceedStep('pivot', name, run, options)),
    retriable: (name: string, run: AnyCall, options: MustSucceedOptions = {}) =>
      add(mustSucceedStep('retriable', name, run, options)),
    returns: (output: (context: never) => unknown = () => undefined) => {
      if (steps.length === 0)
        throw new SagaDefinitionError('MISPLACED_STEP', `saga '${header.name}' has no step; give it at least one.`);
      return Object.freeze({ ...header, steps: Object.freeze([...steps]), output });
    },
  });
}

function append(steps: readonly StepDefinition[], step: StepDefinition): readonly StepDefinition[] {
  requireName(step.name, 'step');
  if (steps.some(({ name }) => name === step.name)) {
    throw new SagaDefinitionError(
      'DUPLICATE_STEP',
      `A step named '${step.name}' is already defined; give each step a name of its own.`,
    );
  }
  const pivoted = steps.some(({ kind }) => kind === 'pivot');
  if (pivoted && step.kind !== 'retriable') {
    throw new SagaDefinitionError(
      'MISPLACED_STEP',
      `Step '${step.name}' stands after the pivot, where only retriable steps can: nothing is undone there.`,
    );
  }
  if (!pivoted && step.kind === 'retriable') {
    throw new SagaDefinitionError(
      'MISPLACED_STEP',
      `Retriable step '${step.name}' stands before the pivot, where every step must say how it is undone.`,
    );
  }
  return [...steps, step];
}

function requireName(name: string, what: 'saga' | 'step'): void {
  if (typeof name !== 'string' || !/^[A-Za-z][\w-]*$/.test(name)) {
    throw new SagaDefinitionError(
      'INVALID_NAME',
      `The ${what}'s name ${JSON.stringify(name)} must begin with a letter and have only letters, digits, '_' and '-'.`,
    );
  }
}
