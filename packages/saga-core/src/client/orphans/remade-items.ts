import type { Flow, ForEachNode } from '../../definition/flow.ts';
import type { AnySaga } from '../../definition/saga-definition.ts';
import { flowContext, makeItems } from '../../engine/results.ts';
import type { SagaState } from '../../engine/saga-state.ts';

/**
 * The state with the items of a `forEach`. They are in no event: the saga made them of its input and results by a pure
 * function of its definition, and so they are made again.
 */
export function remadeItems(definition: AnySaga, state: SagaState, forEach: string): SagaState {
  if (state.items?.[forEach] !== undefined) return state;
  const node = findForEach(definition.flow, forEach);
  if (node === undefined) throw new Error(`Saga '${definition.name}' has no forEach '${forEach}'.`);
  return { ...state, items: { ...state.items, [forEach]: makeItems(node, flowContext(definition, state)) } };
}

function findForEach(flow: Flow, id: string): ForEachNode | undefined {
  for (const node of flow) {
    if (node.kind === 'forEach' && node.id === id) return node;
    const parts = node.kind === 'parallel' ? node.branches : 'flow' in node ? [node.flow] : [];
    const found = parts.map((part) => findForEach(part, id)).find((inside) => inside !== undefined);
    if (found !== undefined) return found;
  }
  return undefined;
}
