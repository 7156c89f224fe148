import type { AnySaga } from '../definition/saga-definition.ts';
import { argumentFailed } from './argument-failed.ts';
import { stepOf } from './decided.ts';
import type { SagaState } from './saga-state.ts';
import { undoStack } from './unwind-order.ts';

/**
 * Whether the cause for which the saga unwinds is the same for every worker. A refusal may have been heard by this worker
 * alone, inside a workflow task: when that task is lost, the next worker may hear of a cancel first and unwind for that. A
 * participant that was told the first cause keeps it for good, so nobody is told before the cause is written down. That
 * it is as soon as one undo was performed as a normal activity. All other causes come from something that Temporal wrote down.
 */
export function isCauseDurable(definition: AnySaga, state: SagaState): boolean {
  if (state.cause?.kind !== 'refused') return true;
  return undoStack(definition, state).some(({ address, step: { undo } }) => {
    const { status, isUndoWritten } = stepOf(state, address);
    if (undo.kind === 'nothing' || status !== 'compensated') return false;
    return isUndoWritten === true || !(undo.kind === 'call' && undo.policy.local === true);
  });
}

/**
 * Whether any other worker would come to unwind as well. A participant's refusal is stored with it, and everybody gets it. An
 * argument that could not be made is only this worker's word: the next may run other code.
 */
export function isRefusedForAll({ cause }: SagaState): boolean {
  return cause?.code !== argumentFailed;
}
