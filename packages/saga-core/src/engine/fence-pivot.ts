import type { AnySaga } from '../definition/saga-definition.ts';
import type { StepDefinition } from '../definition/step.ts';
import { type Decided, stepOf, withStep } from './decided.ts';
import { prepareFence } from './prepare-call.ts';
import type { SagaCause } from './saga-cause.ts';
import type { SagaState } from './saga-state.ts';
import { park } from './unwind.ts';
import { stepsWithinReach } from './within-reach.ts';

/**
 * Makes sure of the pivot before anything is undone: nobody knows whether a worker that died has sent it. Until the answer
 * is in, the saga goes neither forward nor back.
 */
export function fencePivot(state: SagaState, pivot: StepDefinition, cause: SagaCause): Decided {
  const { run } = pivot;
  if (run.kind !== 'call' || run.fence === undefined) throw new Error(`Pivot '${pivot.name}' can't be fenced.`);
  const { parked: _parked, ...before } = stepOf(state, pivot.name);
  const asking: SagaState = withStep({ ...state, fencing: cause }, pivot.name, { ...before, status: 'pending' });
  const prepared = prepareFence(state, pivot.name, run.fence);
  if ('refused' in prepared) return [park(asking, pivot.name, { operation: 'fence', ...prepared.refused }), []];
  return [asking, [prepared.command]];
}

/** The pivot of the batch in which the saga stands, when any worker may have sent it and nobody has asked yet. */
export function pivotToFence(definition: AnySaga, state: SagaState): StepDefinition | undefined {
  if (state.fenced !== undefined) return undefined;
  return stepsWithinReach(definition, state).find(({ kind }) => kind === 'pivot');
}
