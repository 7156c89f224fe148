import type { AnySaga } from '../definition/saga-definition.ts';
import type { StepDefinition } from '../definition/step.ts';
import { advance, refuse, send } from './advance.ts';
import { type Decided, stepOf, withStep } from './decided.ts';
import type { OperatorDecision } from './decision.ts';
import { whyDecisionDoesNotFit } from './decision-fit.ts';
import type { KeyedOperation } from './idempotency-key.ts';
import type { SagaState } from './saga-state.ts';
import { continueUnwinding, undo } from './unwind.ts';

/** Does what a person decided about a parked call. A decision that does not fit the state changes nothing. */
export function applyDecision(definition: AnySaga, state: SagaState, decision: OperatorDecision): Decided {
  const step = definition.steps.find(({ name }) => name === decision.step);
  const operation = state.steps[decision.step]?.parked?.operation;
  if (step === undefined || operation === undefined || whyDecisionDoesNotFit(definition, state, decision) !== undefined)
    return [state, []];
  if (decision.action === 'retry')
    return retry(definition, patched(state, step.name, operation, decision), step, operation);
  if (operation === 'compensate')
    return closeUndo(definition, state, step, decision.action === 'skip' ? 'skipped' : 'compensated');
  if (decision.action === 'skip') return advance(definition, settled(state, step.name, { status: 'skipped' }));
  if (decision.outcome === 'refused') {
    return refuse(definition, state, step, { code: 'RESOLVED_ELSEWHERE', detail: decision.reason });
  }
  return advance(
    definition,
    settled(state, step.name, { status: 'applied', outcome: { kind: 'applied', result: decision.result } }),
  );
}

function retry(definition: AnySaga, state: SagaState, step: StepDefinition, operation: KeyedOperation): Decided {
  if (operation === 'run') return send(definition, state, step);
  return step.kind === 'compensatable' ? undo(definition, state, step) : [state, []];
}

function closeUndo(
  definition: AnySaga,
  state: SagaState,
  step: StepDefinition,
  status: 'skipped' | 'compensated',
): Decided {
  return continueUnwinding(definition, settled(state, step.name, { status }));
}

function settled(state: SagaState, name: string, change: Partial<SagaState['steps'][string]>): SagaState {
  const { parked: _parked, ...before } = stepOf(state, name);
  return withStep(state, name, { ...before, ...change });
}

// Another argument is another call, so it gets a key of its own; the same argument again keeps the key.
function patched(state: SagaState, name: string, operation: KeyedOperation, decision: OperatorDecision): SagaState {
  if (decision.action !== 'retry' || decision.argument === undefined) return state;
  const step = stepOf(state, name);
  const count = (step.patches?.[operation]?.count ?? 0) + 1;
  return withStep(state, name, {
    ...step,
    patches: { ...step.patches, [operation]: { count, argument: decision.argument } },
  });
}
