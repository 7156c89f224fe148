import { SagaDefinitionError } from '../errors/saga-definition-error.ts';
import type { Call } from './call.ts';
import { optionNames } from './option-names.ts';
import { requireOptions } from './require-options.ts';

/** What the definition knows of a service that steps call. */
export interface ParticipantOptions {
  /**
   * The service keeps a barrier (`saga-core/participant`): it refuses a late run whose compensation was accepted, accepts a
   * compensation for a run that it never saw, and answers a duplicate with the first answer. Default `false`.
   */
  readonly barrier?: boolean;
}

type CallMaker<Argument, Result> = <Context>(argument: (context: Context) => Argument) => Call<Context, Result>;

/** A participant's activities as functions that take a mapping from the saga's context to the argument, and give a call. */
export type Participant<Activities> = {
  readonly [Name in keyof Activities as Activities[Name] extends (...args: never[]) => Promise<unknown>
    ? Name
    : never]: Activities[Name] extends (...args: infer Arguments) => Promise<infer Result>
    ? CallMaker<Arguments extends readonly [infer Argument, ...unknown[]] ? Argument : undefined, Result>
    : never;
};

/**
 * Names a service that steps call, and types its calls from its activities.
 * The activities themselves are neither needed nor loaded: only their types and their names (`<participant>.<activity>`).
 *
 * @throws {@link SagaDefinitionError} when the name is empty or has a dot or a slash in it
 *
 * @example
 * ```ts
 * const inventory = participant<InventoryActivities>('inventory', { barrier: true });
 * const reserve = inventory.reserve(({ input }: { input: { orderId: string } }) => ({ orderId: input.orderId, items: [] }));
 * reserve.activity; // 'inventory.reserve'
 * ```
 */
export function participant<Activities>(name: string, options: ParticipantOptions = {}): Participant<Activities> {
  if (typeof name !== 'string' || !/^[A-Za-z][\w-]*$/.test(name)) {
    throw new SagaDefinitionError(
      'INVALID_NAME',
      `The participant's name ${JSON.stringify(name)} must begin with a letter and have only letters, digits, '_' and '-'.`,
    );
  }
  requireOptions(options, `participant '${name}'`, optionNames.participant);
  const { barrier = false } = options;
  if (typeof barrier !== 'boolean') {
    throw new SagaDefinitionError(
      'INVALID_OPTION',
      `participant '${name}'.barrier is ${JSON.stringify(barrier)}; give true or false.`,
    );
  }
  // A Proxy, because the activities are known by type only: a saga's definition must not load the code that performs it.
  return new Proxy(Object.create(null), {
    get(_target, activity) {
      // Symbols and `then` are asked for by the language (awaiting, printing), never by a definition.
      if (typeof activity === 'symbol' || activity === 'then') return undefined;
      return (argument: (context: unknown) => unknown): Call<unknown, unknown> => {
        if (typeof argument !== 'function') {
          throw new SagaDefinitionError(
            'INVALID_CALL',
            `${name}.${activity} takes a function from the saga's context to its argument, but got ${typeof argument}.`,
          );
        }
        return Object.freeze({ participant: name, barrier, activity: `${name}.${activity}`, argument });
      };
    },
  });
}
