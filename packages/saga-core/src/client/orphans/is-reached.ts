import { type Flow, stepsOf } from '../../definition/flow.ts';
import { itemKeyOf, stepNameOf } from '../../engine/address.ts';
import { mayBePassed } from '../../engine/may-be-passed.ts';
import type { ItemPlace } from '../../engine/results.ts';
import type { SagaState } from '../../engine/saga-state.ts';

/** Whether a saga has come as far as this step, as what is known of those before it lets expect. */
export function isReached(flow: Flow, state: SagaState, address: string, place?: ItemPlace): boolean {
  for (const node of flow) {
    if (stepsOf([node]).some(({ name }) => name === stepNameOf(address))) {
      if (node.kind === 'parallel') return node.branches.some((branch) => isReached(branch, state, address, place));
      if (node.kind === 'when') return isReached(node.flow, state, address, place);
      if (node.kind !== 'forEach') return true;
      const item = state.items?.[node.id]?.find(({ key }) => key === itemKeyOf(address));
      return item !== undefined && isReached(node.flow, state, address, { forEach: node.id, item });
    }
    if (!mayBePassed(node, state, place)) return false;
  }
  return false;
}
