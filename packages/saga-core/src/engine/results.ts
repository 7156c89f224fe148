import { type ForEachNode, stepsOf } from '../definition/flow.ts';
import type { AnySaga } from '../definition/saga-definition.ts';
import { addressOf, itemKeyOf, stepNameOf } from './address.ts';
import { excessOfKey } from './idempotency-key.ts';
import type { Item, SagaState } from './saga-state.ts';

/** Which item of which `forEach` a step belongs to. */
export interface ItemPlace {
  readonly forEach: string;
  readonly item: Item;
}

/**
 * The results of all steps that were applied, also of those undone since: an undo may need what came before it.
 * Inside a `forEach` its own steps' results are those of the item; everywhere else they are kept by the items' keys.
 */
function appliedResults(definition: AnySaga, state: SagaState, place?: ItemPlace): Record<string, unknown> {
  const repeated = new Map(definition.steps.map(({ name, forEach }) => [name, forEach]));
  const results: Record<string, unknown> = {};
  const byItem = new Map<string, Map<string, unknown>>();
  // A loop over no items has results too: none of each.
  for (const [name, forEach] of repeated)
    if (forEach !== undefined && forEach !== place?.forEach && state.items?.[forEach] !== undefined)
      byItem.set(name, new Map());
  for (const address of state.started) {
    const outcome = state.steps[address]?.outcome;
    if (outcome?.kind !== 'applied') continue;
    const name = stepNameOf(address);
    const key = itemKeyOf(address);
    if (key === undefined || key === placedKey(place, repeated.get(name))) results[name] = outcome.result;
    else byItem.get(name)?.set(key, outcome.result);
  }
  // From entries, because a key may be any text, `__proto__` too.
  for (const [name, items] of byItem) results[name] = Object.fromEntries(items);
  return results;
}

function placedKey(place: ItemPlace | undefined, forEach: string | undefined): string | undefined {
  return place !== undefined && place.forEach === forEach ? place.item.key : undefined;
}

/** Where a step stands among a `forEach`'s items; `undefined` outside of one. */
export function placeOf(definition: AnySaga, state: SagaState, address: string): ItemPlace | undefined {
  const forEach = definition.steps.find(({ name }) => name === stepNameOf(address))?.forEach;
  if (forEach === undefined) return undefined;
  const item = state.items?.[forEach]?.find(({ key }) => key === itemKeyOf(address));
  return item === undefined ? undefined : { forEach, item };
}

/**
 * What conditions, lists and mappings read: the saga's input and results, and inside a `forEach` its item. The results are
 * made when they are read: most mappings need none, and a saga of n calls would else look n times at n results.
 */
export function flowContext(definition: AnySaga, state: SagaState, place?: ItemPlace) {
  let results: Record<string, unknown> | undefined;
  return {
    sagaId: state.sagaId,
    input: state.input,
    get results() {
      results ??= appliedResults(definition, state, place);
      return results;
    },
    ...(place === undefined ? {} : { item: place.item.value, itemKey: place.item.key }),
  };
}

// An activity's id holds it encoded, and Temporal takes ids of up to 1,000 characters; a longer one fails the whole task.
const longestEncodedKey = 600;

/** The items of a `forEach`, made now. @throws when the function throws, or a key is no name of its own */
export function makeItems(node: ForEachNode, context: { readonly sagaId: string }): readonly Item[] {
  const values = (node.items as (context: unknown) => unknown)(context);
  if (!Array.isArray(values)) throw new TypeError('it gave no list');
  const keys = new Set<string>();
  const steps = stepsOf(node.flow);
  return values.map((value: unknown) => {
    const key = (node.key as (item: unknown) => unknown)(value);
    if (typeof key !== 'string' || key.length === 0 || key.length > 200 || !key.isWellFormed())
      throw new TypeError(`the key ${JSON.stringify(key)} is no text of 1 to 200 characters`);
    const { length } = encodeURIComponent(key);
    if (length > longestEncodedKey)
      throw new TypeError(
        `the key ${JSON.stringify(key)} has ${length} characters when it is percent-encoded, and ${longestEncodedKey} are the most`,
      );
    if (key.includes('\0')) throw new TypeError(`the key ${JSON.stringify(key)} has a NUL, which no participant takes`);
    for (const { name } of steps) {
      const excess = excessOfKey(context.sagaId, addressOf(name, key));
      if (excess > 0)
        throw new TypeError(
          `with the key ${JSON.stringify(key)} the idempotency key of step '${name}' would be ${excess} characters longer than participants take; give shorter keys, or the saga a shorter id`,
        );
    }
    if (keys.has(key)) throw new TypeError(`two items have the key ${JSON.stringify(key)}`);
    keys.add(key);
    return { key, value };
  });
}
