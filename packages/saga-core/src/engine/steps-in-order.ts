import type { AnySaga } from '../definition/saga-definition.ts';
import { addressOf } from './address.ts';
import type { SagaState, StepState } from './saga-state.ts';

/** A step and what is known of it. */
export interface KnownStep {
  readonly address: string;
  readonly state: StepState;
}

/**
 * All steps in the order of the definition; those of a `forEach` once for each of its items, or once by their names
 * while the items are not known.
 */
export function stepsInOrder(definition: AnySaga, state: SagaState): readonly KnownStep[] {
  const neverKnown: StepState = { status: state.cause === undefined ? 'pending' : 'skipped' };
  return definition.steps.flatMap(({ name, forEach }): KnownStep[] => {
    const items = forEach === undefined ? undefined : state.items?.[forEach];
    const addresses = items?.map(({ key }) => addressOf(name, key)) ?? [name];
    return addresses.map((address) => ({ address, state: state.steps[address] ?? neverKnown }));
  });
}
