import type { Client } from '@temporalio/client';
import type { AnySaga } from '../../definition/saga-definition.ts';
import { findStep } from '../../engine/address.ts';
import { withStep } from '../../engine/decided.ts';
import { childId } from '../../engine/prepare-call.ts';
import type { SagaState, StepState } from '../../engine/saga-state.ts';
import type { ChildResult } from '../../protocol/saga-start.ts';
import { compensationCause } from '../history/compensation-cause.ts';
import { readClosing } from '../history/read-closing.ts';
import { unwindIdOf } from '../saga-ids.ts';

/**
 * What became of child sagas after their parent was gone: they go on without it, and only their own histories say how they
 * ended. One that is still open, or was broken off itself, stays in doubt.
 */
export async function lookUpChildren(client: Client, definition: AnySaga, state: SagaState): Promise<SagaState> {
  let found = state;
  for (const [address, step] of Object.entries(state.steps)) {
    if (findStep(definition, address)?.run.kind !== 'saga') continue;
    if (step.status === 'inDoubt')
      found = withStep(found, address, await lookUpRun(client, step, childId(state, address)));
    if (step.status === 'applied')
      found = withStep(found, address, await lookUpUndo(client, step, childId(state, address)));
  }
  return found;
}

async function lookUpRun(client: Client, step: StepState, id: string): Promise<StepState> {
  const closing = (await readClosing(client, id))?.closing;
  // Not found may mean that its retention has passed, so that is no answer either.
  if (closing === undefined || closing.as === 'open') return step;
  if (compensationCause(closing) !== undefined) return refused(step);
  if (closing.as !== 'completed' || !isChildResult(closing.output)) return step;
  const { output, state: child } = closing.output;
  return { ...step, status: 'applied', outcome: { kind: 'applied', result: output }, child };
}

async function lookUpUndo(client: Client, step: StepState, id: string): Promise<StepState> {
  const closing = (await readClosing(client, unwindIdOf(id)))?.closing;
  if (closing === undefined || closing.as === 'open' || compensationCause(closing) === undefined) return step;
  return { ...step, status: 'compensated' };
}

function refused({ outcome: _outcome, ...step }: StepState): StepState {
  return { ...step, status: 'refused' };
}

// Somebody may have started a saga of their own under the child's id.
function isChildResult(output: unknown): output is ChildResult {
  return typeof output === 'object' && output !== null && 'state' in output;
}
