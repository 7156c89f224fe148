import type { StandardSchemaV1 } from '@standard-schema/spec';
import { SagaDefinitionError } from '../errors/saga-definition-error.ts';
import { type Duration, milliseconds } from './duration.ts';
import { flowBuilder } from './flow-builder.ts';
import { optionNames } from './option-names.ts';
import { requireName } from './require-name.ts';
import { requireOptions } from './require-options.ts';
import type { Empty, SagaBuilder } from './saga-builder.ts';
import type { Execution, Unwind } from './saga-definition.ts';
import type { PolicyDefaults } from './step-options.ts';

/** What holds for a whole saga. */
export interface SagaOptions {
  /** Raise it with every change that a saga in flight would notice. A whole number from 1; default 1. */
  readonly version?: number;
  /** The saga's own time limit. It counts only until the pivot is sent; past it the saga unwinds. Default: none. */
  readonly deadline?: Duration;
  /** Default `sequential`. */
  readonly unwind?: Unwind;
  /** `adaptive`: calls of participants with a barrier are first tried as local activities. Default `adaptive`. */
  readonly execution?: Execution;
  /** The policies of steps that do not say otherwise. */
  readonly defaults?: PolicyDefaults;
}

/** Options with a schema of the saga's input: anything that implements Standard Schema, such as zod's. */
export interface SagaSchemaOptions<Input> extends SagaOptions {
  /** Checks the input before a saga starts. */
  readonly input: StandardSchemaV1<Input, unknown>;
}

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
export function saga<Input>(name: string, options?: SagaOptions | SagaSchemaOptions<Input>): SagaBuilder<Input, Empty> {
  requireName(name, 'saga');
  requireOptions(options, `saga '${name}'`, optionNames.saga);
  const given: SagaOptions & Partial<SagaSchemaOptions<Input>> = options ?? {};
  const { version = 1, unwind = 'sequential', execution = 'adaptive', deadline, defaults = {}, input } = given;
  if (!Number.isSafeInteger(version) || version < 1) {
    throw new SagaDefinitionError(
      'INVALID_VERSION',
      `saga '${name}' has version ${JSON.stringify(version)}; give a whole number from 1.`,
    );
  }
  requireOptions(defaults, `saga '${name}'.defaults`, optionNames.defaults);
  requireOptions(defaults.step, `saga '${name}'.defaults.step`, optionNames.run);
  requireOptions(defaults.mustSucceed, `saga '${name}'.defaults.mustSucceed`, optionNames.mustSucceed);
  requireOneOf(unwind, ['sequential', 'parallel'], `saga '${name}' has unwind`);
  requireOneOf(execution, ['adaptive', 'activity'], `saga '${name}' has execution`);
  if (input !== undefined && typeof input['~standard']?.validate !== 'function') {
    throw new SagaDefinitionError(
      'INVALID_OPTION',
      `saga '${name}'.input is no schema; give one that implements Standard Schema, such as zod's z.object({ … }).`,
    );
  }
  const header = {
    name,
    version,
    unwind,
    execution,
    settleWithin: 5_000,
    ...(deadline === undefined ? {} : { deadline: milliseconds(deadline, `saga '${name}'.deadline`) }),
    ...(input === undefined ? {} : { inputSchema: input }),
  };
  return flowBuilder(header, defaults) as SagaBuilder<Input, Empty>;
}

function requireOneOf(value: string, allowed: readonly string[], what: string): void {
  if (allowed.includes(value)) return;
  throw new SagaDefinitionError(
    'INVALID_OPTION',
    `${what} ${JSON.stringify(value)}; give ${allowed.map((one) => `'${one}'`).join(' or ')}.`,
  );
}
