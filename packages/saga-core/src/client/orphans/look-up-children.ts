import type { Client } from '@temporalio/client';
import type { AnySaga } from '../../definition/saga-definition.ts';
import { findStep } from '../../engine/address.ts';
import { withStep } from '../../engine/decided.ts';
import { childId } from '../../engine/prepare-call.ts';
import type { SagaState, StepState } from '../../engine/saga-state.ts';
import type { ChildStanding } from '../../errors/saga-child-unsettled-error.ts';
import type { ChildResult } from '../../protocol/saga-start.ts';
import { readClosing } from '../history/read-closing.ts';
import { sagaOf } from '../saga-ids.ts';
import { standingOf } from './broken-off.ts';

/** A child saga of which nobody can say yet how it ends. */
export interface UnsettledChild {
  readonly step: string;
  readonly id: string;
  readonly is: ChildStanding;
}

/** What became of a step's child saga. */
type Found = { readonly step: StepState } | { readonly is: ChildStanding };

/**
 * What became of child sagas after their parent was gone: they go on without it, and only their own histories say how they
 * ended. Of one that nobody finds any more its step stays in doubt.
 */
export async function lookUpChildren(
  client: Client,
  definition: AnySaga,
  state: SagaState,
): Promise<{ readonly state: SagaState; readonly unsettled: readonly UnsettledChild[] }> {
  let settled = state;
  const unsettled: UnsettledChild[] = [];
  for (const [address, step] of Object.entries(state.steps)) {
    if (findStep(definition, address)?.run.kind !== 'saga') continue;
    if (step.status !== 'inDoubt' && step.status !== 'applied') continue;
    const id = childId(state, address);
    const found = await (step.status === 'inDoubt' ? lookUpRun : lookUpUndo)(client, state.sagaId, step, id);
    if ('is' in found) unsettled.push({ step: address, id, is: found.is });
    else settled = withStep(settled, address, found.step);
  }
  return { state: settled, unsettled };
}

async function lookUpRun(client: Client, parent: string, step: StepState, id: string): Promise<Found> {
  const child = await readClosing(client, id);
  // Not found may mean that its retention has passed, so that is no answer. Nor is a saga of this id that somebody has started
  // by itself: only Temporal can say whose child a workflow is.
  if (child === undefined || sagaOf(child.parentId ?? '') !== parent) return { step };
  const standing = await standingOf(client, id);
  switch (standing.kind) {
    case 'open':
    case 'unwinding':
    case 'brokenOff':
      return { is: standing.kind };
    case 'compensated':
    case 'unwound':
      return { step: refused(step) };
    case 'completed': {
      const { closing } = standing.run;
      if (closing.as !== 'completed' || !isChildResult(closing.output)) return { step };
      const { output, state } = closing.output;
      return { step: { ...step, status: 'applied', outcome: { kind: 'applied', result: output }, child: state } };
    }
    // It has a pivot, so it is the pivot of its parent, and known as sent.
    case 'wentForward':
    case 'unknown':
      return { step };
  }
}

// One that was broken off is sent again by whoever unwinds its parent.
async function lookUpUndo(client: Client, _parent: string, step: StepState, id: string): Promise<Found> {
  const standing = await standingOf(client, id);
  if (standing.kind === 'unwinding') return { is: 'unwinding' };
  return { step: standing.kind === 'unwound' ? { ...step, status: 'compensated' } : step };
}

function refused({ outcome: _outcome, ...step }: StepState): StepState {
  return { ...step, status: 'refused' };
}

function isChildResult(output: unknown): output is ChildResult {
  return typeof output === 'object' && output !== null && 'state' in output;
}
