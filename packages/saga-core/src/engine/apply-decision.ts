import type { AnySaga } from '../definition/saga-definition.ts';
import type { StepDefinition } from '../definition/step.ts';
import { findStep } from './address.ts';
import { advance, send } from './advance.ts';
import { type Decided, stepOf, withStarted, withStep } from './decided.ts';
import type { OperatorDecision } from './decision.ts';
import { whyDecisionDoesNotFit } from './decision-fit.ts';
import { goForward, unwindFenced } from './fence-answered.ts';
import { fencePivot } from './fence-pivot.ts';
import type { KeyedOperation } from './idempotency-key.ts';
import type { SagaState } from './saga-state.ts';
import { turnBack } from './turn-back.ts';
import { continueUnwinding, undo } from './unwind.ts';

/** Does what a person decided about a parked call. A decision that does not fit the state changes nothing. */
export function applyDecision(definition: AnySaga, state: SagaState, decision: OperatorDecision): Decided {
  const { step: address } = decision;
  const step = findStep(definition, address);
  const operation = state.steps[address]?.parked?.operation;
  if (step === undefined || operation === undefined || whyDecisionDoesNotFit(definition, state, decision) !== undefined)
    return [state, []];
  if (operation === 'fence') return settleFence(definition, state, step, decision);
  if (decision.action === 'retry')
    return retry(definition, again(state, step, operation, decision), address, step, operation);
  if (operation === 'compensate')
    return closeUndo(definition, state, address, decision.action === 'skip' ? 'skipped' : 'compensated');
  if (decision.action === 'skip') return advance(definition, settled(state, address, { status: 'skipped' }));
  if (decision.outcome === 'refused') {
    const { parked: _parked, outcome: _outcome, ...before } = stepOf(state, address);
    const refused = withStep(state, address, { ...before, status: 'refused' });
    const why = { code: 'RESOLVED_ELSEWHERE', detail: decision.reason };
    // A person's word is stored at no participant, so a worker may have passed it.
    return turnBack(definition, refused, { kind: 'refused', step: address, ...why });
  }
  // A step whose argument could not be made was never sent; settled by a person, it counts as if it had been.
  const outcome = { kind: 'applied' as const, result: decision.result };
  return advance(definition, withStarted(settled(state, address, { status: 'applied', outcome }), address));
}

function settleFence(
  definition: AnySaga,
  state: SagaState,
  pivot: StepDefinition,
  decision: OperatorDecision,
): Decided {
  if (state.fencing === undefined) return [state, []];
  if (decision.action === 'retry') return fencePivot(state, pivot, state.fencing);
  const isRefused = decision.action === 'resolvedElsewhere' && decision.outcome === 'refused';
  return isRefused ? unwindFenced(definition, state, pivot.name) : goForward(definition, state);
}

function retry(
  definition: AnySaga,
  state: SagaState,
  address: string,
  step: StepDefinition,
  operation: KeyedOperation,
): Decided {
  if (operation === 'run') return send(definition, state, address, step);
  return step.kind === 'compensatable' ? undo(definition, state, address, step) : [state, []];
}

function closeUndo(definition: AnySaga, state: SagaState, address: string, status: 'skipped' | 'compensated'): Decided {
  return continueUnwinding(definition, settled(state, address, { status }));
}

function settled(state: SagaState, address: string, change: Partial<SagaState['steps'][string]>): SagaState {
  const { parked: _parked, ...before } = stepOf(state, address);
  return withStep(state, address, { ...before, ...change });
}

// Another argument is another call, so it gets a key of its own; the same argument again keeps the key. A child saga that was
// unwound has ended for good, so another one is started. One in doubt may have been applied: it goes again under its own id,
// so that each of its calls has the key that it had, and what was done is answered and not done twice.
function again(
  state: SagaState,
  { run }: StepDefinition,
  operation: KeyedOperation,
  decision: OperatorDecision,
): SagaState {
  const { step: address } = decision;
  const step = stepOf(state, address);
  if (run.kind === 'saga' && operation === 'run' && step.outcome?.kind === 'inDoubt') return state;
  if (run.kind === 'saga' && operation === 'run')
    return withStep(state, address, { ...step, restarts: (step.restarts ?? 0) + 1 });
  if (decision.action !== 'retry' || decision.argument === undefined) return state;
  const count = (step.patches?.[operation]?.count ?? 0) + 1;
  return withStep(state, address, {
    ...step,
    patches: { ...step.patches, [operation]: { count, argument: decision.argument } },
  });
}
