import { stepOf, withStep } from './decided.ts';
import type { Doubt } from './outcome.ts';
import type { SagaState } from './saga-state.ts';

/** The run of a step is over, and nobody knows how. */
export function settleInDoubt(state: SagaState, address: string, doubt: Doubt): SagaState {
  const { probing: _probing, ...before } = stepOf(state, address);
  return withStep(state, address, { ...before, status: 'inDoubt', outcome: { kind: 'inDoubt', doubt } });
}
