import type { AnySaga } from 'saga-core';
import type { OperatorAction, OperatorDecision } from '../../src/engine/decision.ts';
import { whyDecisionDoesNotFit } from '../../src/engine/decision-fit.ts';
import type { SagaState } from '../../src/engine/saga-state.ts';

const actions: readonly OperatorAction[] = [
  { action: 'skip' },
  { action: 'resolvedElsewhere', outcome: 'applied', result: 'by hand' },
  { action: 'retry' },
  { action: 'retry', argument: { by: 'hand' } },
  { action: 'resolvedElsewhere', outcome: 'refused' },
];

/** A person's decision about a parked step: the `preferred` one, or else the next that fits. There always is one. */
export function decisionFor(saga: AnySaga, state: SagaState, step: string, preferred: number): OperatorDecision {
  const ordered = [...actions.slice(preferred), ...actions.slice(0, preferred)];
  const fitting = ordered
    .map((action) => ({ ...action, step, actor: 'operator', reason: 'seen' }))
    .find((decision) => whyDecisionDoesNotFit(saga, state, decision) === undefined);
  if (fitting === undefined) throw new Error(`A parked step has no way out: ${step} in ${JSON.stringify(state)}`);
  return fitting;
}
