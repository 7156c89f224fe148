import { type Flow, type FlowNode, stepsOf } from '../definition/flow.ts';
import { addressOf } from './address.ts';
import { choiceId } from './next-ready.ts';
import type { ItemPlace } from './results.ts';
import type { SagaState } from './saga-state.ts';

/**
 * Whether a saga may have come by this part of its flow. In a saga's own state that is the same as that it is done. A state
 * that was rebuilt from a history does not know what conditions decided and lists held where nothing was sent: there it may
 * have come by.
 */
export function mayBePassed(node: FlowNode, state: SagaState, place?: ItemPlace): boolean {
  switch (node.kind) {
    case 'parallel':
      return node.branches.every((branch) => allMayBePassed(branch, state, place));
    case 'when': {
      const choice = state.choices?.[choiceId(node, place)] ?? hasBegun(node.flow, state, place);
      return !choice || allMayBePassed(node.flow, state, place);
    }
    case 'forEach':
      return (state.items?.[node.id] ?? []).every((item) =>
        allMayBePassed(node.flow, state, { forEach: node.id, item }),
      );
    default: {
      const status = state.steps[addressOf(node.name, place?.item.key)]?.status;
      return status === 'applied' || status === 'skipped';
    }
  }
}

function allMayBePassed(flow: Flow, state: SagaState, place: ItemPlace | undefined): boolean {
  return flow.every((node) => mayBePassed(node, state, place));
}

// Of a list only what is in this item; of a list in a condition anything.
function hasBegun(flow: Flow, state: SagaState, place: ItemPlace | undefined): boolean {
  const names = stepsOf(flow).map(({ name }) => name);
  return state.started.some((address) =>
    names.some((name) =>
      place === undefined
        ? address === name || address.startsWith(`${name}/`)
        : address === addressOf(name, place.item.key),
    ),
  );
}
