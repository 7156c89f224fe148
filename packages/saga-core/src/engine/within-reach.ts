import type { FlowNode } from '../definition/flow.ts';
import type { AnySaga } from '../definition/saga-definition.ts';
import type { StepDefinition } from '../definition/step.ts';
import { mayBePassed } from './may-be-passed.ts';
import type { SagaState } from './saga-state.ts';

/**
 * The steps that some worker may have sent though nothing is known of it: what is not done of the batch in which the saga
 * stands. A worker that died, or one that only seemed dead, may have got to the batch's end, and not beyond, whatever this
 * record says; "since the last thing that was written down" would not be enough, as that worker may have got further than
 * the one that wrote it.
 */
export function stepsWithinReach(definition: AnySaga, state: SagaState): readonly StepDefinition[] {
  const current = definition.flow.findIndex((node) => !mayBePassed(node, state));
  const here = definition.flow[current];
  const batch = here === undefined ? undefined : batchOf(here);
  if (batch === undefined) return [];
  return definition.flow.slice(current).filter((node): node is StepDefinition => batchOf(node) === batch);
}

function batchOf(node: FlowNode): number | undefined {
  return 'batch' in node ? node.batch : undefined;
}
