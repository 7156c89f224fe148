import type { AnySaga } from '../definition/saga-definition.ts';
import type { CompensatableStep } from '../definition/step.ts';
import type { SagaState } from './saga-state.ts';
import type { StepStatus } from './saga-status.ts';

/**
 * The steps to undo now: the reverse of the order in which they were started.
 * Steps marked `compensateLast` wait until every other is undone, or given up by a person's decision;
 * else a parked undo could be overtaken by the one that tells the world that all is undone.
 */
export function nextUndos(definition: AnySaga, state: SagaState): readonly CompensatableStep[] {
  const stack = undoStack(definition, state);
  const isAny = (steps: readonly CompensatableStep[], ...statuses: StepStatus[]) =>
    steps.some(({ name }) => statuses.includes(statusOf(state, name)));
  const ordinary = stack.filter(({ compensateLast }) => !compensateLast);
  const last = stack.filter(({ compensateLast }) => compensateLast);
  const turn = isAny(ordinary, 'applied', 'inDoubt', 'compensating', 'parked') ? ordinary : last;
  const waiting = turn.filter(({ name }) => ['applied', 'inDoubt'].includes(statusOf(state, name)));
  if (definition.unwind === 'parallel') return waiting;
  return isAny(stack, 'compensating') ? [] : waiting.slice(0, 1);
}

/** The compensatable steps whose call was sent, last first. */
export function undoStack(definition: AnySaga, state: SagaState): readonly CompensatableStep[] {
  const byName = new Map(definition.steps.map((step) => [step.name, step]));
  return state.started
    .map((name) => byName.get(name))
    .filter((step) => step?.kind === 'compensatable')
    .reverse();
}

function statusOf(state: SagaState, name: string): StepStatus {
  return state.steps[name]?.status ?? 'pending';
}
