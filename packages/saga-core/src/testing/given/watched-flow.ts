import type { Flow } from '../../definition/flow.ts';
import type { AnySaga } from '../../definition/saga-definition.ts';

/** The definition, with `watch` around each function that decides where the saga goes: conditions and lists of items. @internal */
export function watchedSaga(definition: AnySaga, watch: <Value>(decide: () => Value) => Value): AnySaga {
  const watched = (flow: Flow): Flow =>
    flow.map((node) => {
      switch (node.kind) {
        case 'parallel':
          return { ...node, branches: node.branches.map(watched) };
        case 'when':
          return {
            ...node,
            condition: (context) => watch(() => node.condition(context)),
            flow: watched(node.flow),
          };
        case 'forEach':
          return {
            ...node,
            items: (context) => watch(() => node.items(context)),
            key: (item) => watch(() => node.key(item)),
            flow: watched(node.flow),
          };
        default:
          return node;
      }
    });
  return { ...definition, flow: watched(definition.flow) };
}
