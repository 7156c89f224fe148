import { mostAtOnce } from '../definition/most-at-once.ts';
import type { AnySaga } from '../definition/saga-definition.ts';
import type { CompensatableStep } from '../definition/step.ts';
import { findStep } from './address.ts';
import type { SagaState } from './saga-state.ts';
import type { StepStatus } from './saga-status.ts';

/** A step that was started and can be undone. */
export interface Undoable {
  readonly address: string;
  readonly step: CompensatableStep;
}

/**
 * The steps to undo now: the reverse of the order in which they were started.
 * Steps marked `compensateLast` wait until every other is undone, or given up by a person's decision;
 * else a parked undo could be overtaken by the one that tells the world that all is undone.
 */
export function nextUndos(definition: AnySaga, state: SagaState): readonly Undoable[] {
  const stack = undoStack(definition, state);
  const isAny = (steps: readonly Undoable[], ...statuses: StepStatus[]) =>
    steps.some(({ address }) => statuses.includes(statusOf(state, address)));
  const ordinary = stack.filter(({ step }) => !step.compensateLast);
  const last = stack.filter(({ step }) => step.compensateLast);
  const turn = isAny(ordinary, 'applied', 'inDoubt', 'compensating', 'parked') ? ordinary : last;
  const waiting = turn.filter(({ address }) => ['applied', 'inDoubt'].includes(statusOf(state, address)));
  if (definition.unwind === 'parallel') {
    const underWay = stack.filter(({ address }) => statusOf(state, address) === 'compensating').length;
    return waiting.slice(0, Math.max(0, mostAtOnce - underWay));
  }
  return isAny(stack, 'compensating') ? [] : waiting.slice(0, 1);
}

/** The compensatable steps whose call was sent, last first. */
export function undoStack(definition: AnySaga, state: SagaState): readonly Undoable[] {
  return state.started
    .flatMap((address): Undoable[] => {
      const step = findStep(definition, address);
      return step?.kind === 'compensatable' ? [{ address, step }] : [];
    })
    .reverse();
}

function statusOf(state: SagaState, address: string): StepStatus {
  return state.steps[address]?.status ?? 'pending';
}
