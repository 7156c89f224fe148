import { nearestName } from '../../definition/nearest-name.ts';
import type { AnySaga } from '../../definition/saga-definition.ts';
import type { StepDefinition } from '../../definition/step.ts';
import { findStep, itemKeyOf, stepNameOf } from '../../engine/address.ts';
import { GivenError } from './given-error.ts';

/** The names of a saga's steps. */
export type StepName<Results> = Extract<keyof Results, string>;

/** A step's address: its name, and inside a `forEach` also its item's key, percent-encoded: `reserveRoom/sea-view`. */
export type StepAddress<Results> = StepName<Results> | `${StepName<Results>}/${string}`;

/** The result of the step at an address. */
export type ResultAt<Results, Address> = Address extends keyof Results
  ? Exclude<Results[Address], undefined>
  : Address extends `${infer Name}/${string}`
    ? Name extends keyof Results
      ? Exclude<Results[Name], undefined> extends Readonly<Record<string, infer Result>>
        ? Result
        : never
      : never
    : never;

/** The step at an address. @throws {@link GivenError} when the saga has none there @internal */
export function requireStep(definition: AnySaga, address: string): StepDefinition {
  const step = findStep(definition, address);
  if (step === undefined) {
    const names = definition.steps.map(({ name }) => name);
    const near = nearestName(stepNameOf(address), names);
    const hint = near === undefined ? `Its steps are ${names.join(', ')}.` : `Did you mean '${near}'?`;
    throw new GivenError('INVALID_SENTENCE', `Saga '${definition.name}' has no step '${address}'. ${hint}`);
  }
  const hasItem = itemKeyOf(address) !== undefined;
  if (step.forEach !== undefined && !hasItem)
    throw new GivenError(
      'INVALID_SENTENCE',
      `Step '${address}' runs once for each item: say which, as '${address}/<key>', the key percent-encoded.`,
    );
  if (step.forEach === undefined && hasItem)
    throw new GivenError('INVALID_SENTENCE', `Step '${step.name}' runs once, for no item: leave out '/…'.`);
  return step;
}
