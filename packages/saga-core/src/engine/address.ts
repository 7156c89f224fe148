import type { AnySaga } from '../definition/saga-definition.ts';
import type { StepDefinition } from '../definition/step.ts';

/**
 * A step's address: its name, and inside a `forEach` also its item's key, percent-encoded: `reserve/sku-7`.
 * It is the `Saga-Step` of the participant protocol, and under it the state keeps what is known of the step.
 */
export function addressOf(step: string, item?: string): string {
  if (item === undefined) return step;
  // A tilde is encoded too: after one comes a number that tells a child saga from the one before it. And so is one letter of
  // the word in which the id of a child's unwinding ends.
  return `${step}/${item === 'unwind' ? '%75nwind' : encodeURIComponent(item).replaceAll('~', '%7E')}`;
}

/** The step's name in an address. */
export function stepNameOf(address: string): string {
  const slash = address.indexOf('/');
  return slash < 0 ? address : address.slice(0, slash);
}

/** The item's key in an address; `undefined` outside a `forEach`. */
export function itemKeyOf(address: string): string | undefined {
  const slash = address.indexOf('/');
  return slash < 0 ? undefined : decodeURIComponent(address.slice(slash + 1));
}

/** The definition of the step at an address; `undefined` when the saga has none. */
export function findStep(definition: AnySaga, address: string): StepDefinition | undefined {
  const name = stepNameOf(address);
  return definition.steps.find((step) => step.name === name);
}

/** The definition of the step at an address; asking for one that the saga does not have is a mistake in the engine or its performer. */
export function stepAt(definition: AnySaga, address: string): StepDefinition {
  const step = findStep(definition, address);
  if (step === undefined) throw new Error(`Saga '${definition.name}' has no step '${address}'.`);
  return step;
}
