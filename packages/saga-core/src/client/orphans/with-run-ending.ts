import type { AnySaga } from '../../definition/saga-definition.ts';
import { stepAt } from '../../engine/address.ts';
import { stepOf, withStep } from '../../engine/decided.ts';
import type { Doubt, Refused } from '../../engine/outcome.ts';
import { probeAnswered } from '../../engine/probe.ts';
import type { SagaCause } from '../../engine/saga-cause.ts';
import type { SagaState, StepState } from '../../engine/saga-state.ts';
import type { CallEnding } from '../history/call-ending.ts';

/** What is known after something more was learnt, and why the saga unwinds if that says it. */
export interface Learnt {
  readonly state: SagaState;
  readonly cause?: SagaCause;
}

/** What the end of a step's run says. */
export function withRunEnding(
  definition: AnySaga,
  state: SagaState,
  address: string,
  ending: CallEnding,
  child?: SagaState,
): Learnt {
  const { outcome: _outcome, ...step } = stepOf(state, address);
  // Its undo was sent before this answer came. What that went by must stay: another try of it has the same key.
  if (step.status !== 'running') return { state };
  switch (ending.kind) {
    case 'applied': {
      const applied: StepState = { ...step, status: 'applied', outcome: ending };
      return { state: withStep(state, address, child === undefined ? applied : { ...applied, child }) };
    }
    case 'inDoubt': {
      const { run } = stepAt(definition, address);
      const isProbed = run.kind === 'call' && run.probe !== undefined;
      const known = withStep(state, address, { ...step, status: 'inDoubt', outcome: ending });
      return isProbed ? { state: known } : becauseOfDoubt(definition, known, address, ending.doubt);
    }
    case 'refused':
      return withRefusal(definition, state, address, step, ending.refused);
  }
}

/** What the end of a probe says of the run that it asks about. */
export function withProbeEnding(definition: AnySaga, state: SagaState, address: string, ending: CallEnding): Learnt {
  const step = stepOf(state, address);
  if (step.status !== 'inDoubt') return { state };
  const { event } = probeAnswered(state, address, ending.kind === 'applied' ? ending.result : undefined);
  // As if the run itself had ended so.
  const running = withStep(state, address, { ...step, status: 'running' });
  switch (event.kind) {
    case 'callApplied':
      return withRunEnding(definition, running, address, { kind: 'applied', result: event.result });
    case 'callRefused':
      return withRunEnding(definition, running, address, { kind: 'refused', refused: event.refused });
    case 'callDoubted':
      return becauseOfDoubt(definition, state, address, event.doubt);
    default:
      return { state };
  }
}

function withRefusal(
  definition: AnySaga,
  state: SagaState,
  address: string,
  step: StepState,
  refused: Refused,
): Learnt {
  const { kind } = stepAt(definition, address);
  const isPatched = step.patches?.run !== undefined;
  // A person's argument makes another call: that it was refused says nothing of the one before, which was in doubt.
  const isDoubt = kind === 'retriable' || isPatched;
  const known = withStep(state, address, isDoubt ? inDoubt(step) : { ...step, status: 'refused' });
  const isCause = kind === 'compensatable' || (kind === 'pivot' && !isPatched);
  return { state: known, ...(isCause ? { cause: { kind: 'refused', step: address, ...refused } } : {}) };
}

function becauseOfDoubt(definition: AnySaga, state: SagaState, address: string, doubt: Doubt): Learnt {
  const step = stepAt(definition, address);
  if (step.kind !== 'compensatable' || step.onDoubt !== 'unwind') return { state };
  return { state, cause: { kind: 'inDoubt', step: address, ...doubt } };
}

function inDoubt(step: StepState): StepState {
  return { ...step, status: 'inDoubt', outcome: { kind: 'inDoubt', doubt: { code: 'FAILED' } } };
}
