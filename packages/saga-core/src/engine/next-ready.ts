import type { Flow, FlowNode, ForEachNode, WhenNode } from '../definition/flow.ts';
import type { StepDefinition } from '../definition/step.ts';
import { addressOf } from './address.ts';
import type { ItemPlace } from './results.ts';
import type { SagaState } from './saga-state.ts';

/** What a saga can do next on its way forward. */
export type Ready =
  | { readonly kind: 'step'; readonly address: string; readonly step: StepDefinition }
  | { readonly kind: 'when'; readonly node: WhenNode; readonly id: string; readonly place: ItemPlace | undefined }
  | { readonly kind: 'forEach'; readonly node: ForEachNode; readonly place: ItemPlace | undefined }
  /** Nothing until something happens. */
  | { readonly kind: 'waiting' }
  /** All of it is done. */
  | { readonly kind: 'done' };

const waiting: Ready = { kind: 'waiting' };
const done: Ready = { kind: 'done' };

/** The first thing in a flow, from left to right, that can begin now. */
export function nextReady(flow: Flow, state: SagaState, place?: ItemPlace): Ready {
  for (const node of flow) {
    const ready = readyIn(node, state, place);
    if (ready.kind !== 'done') return ready;
  }
  return done;
}

/** Under what name the state keeps what a `when` decided: inside a `forEach` each item decides for itself. */
export function choiceId(node: WhenNode, place: ItemPlace | undefined): string {
  return addressOf(node.id, place?.item.key);
}

function readyIn(node: FlowNode, state: SagaState, place: ItemPlace | undefined): Ready {
  switch (node.kind) {
    case 'parallel':
      return firstOf(node.branches, (branch) => nextReady(branch, state, place));
    case 'when': {
      const id = choiceId(node, place);
      const choice = state.choices?.[id];
      if (choice === undefined) return { kind: 'when', node, id, place };
      return choice ? nextReady(node.flow, state, place) : done;
    }
    case 'forEach': {
      const items = state.items?.[node.id];
      if (items === undefined) return { kind: 'forEach', node, place };
      const inItem = (item: (typeof items)[number]) => nextReady(node.flow, state, { forEach: node.id, item });
      return firstOf(items, inItem, node.concurrency);
    }
    default:
      return readyStep(node, state, place);
  }
}

function readyStep(step: StepDefinition, state: SagaState, place: ItemPlace | undefined): Ready {
  const address = addressOf(step.name, place?.item.key);
  const status = state.steps[address]?.status;
  if (status === 'pending') return { kind: 'step', address, step };
  return status === 'applied' || status === 'skipped' ? done : waiting;
}

// Of several that run at the same time the first that can go on; at most `limit` of them are under way.
function firstOf<Part>(parts: readonly Part[], readyOf: (part: Part) => Ready, limit = Infinity): Ready {
  let underWay = 0;
  for (const part of parts) {
    const ready = readyOf(part);
    if (ready.kind === 'done') continue;
    if (ready.kind !== 'waiting') return ready;
    underWay += 1;
    if (underWay >= limit) return waiting;
  }
  return underWay > 0 ? waiting : done;
}
