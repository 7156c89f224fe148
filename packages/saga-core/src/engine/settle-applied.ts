import { stepOf, withStep } from './decided.ts';
import type { SagaState } from './saga-state.ts';

/** The run of a step happened, and gave a result. */
export function settleApplied(state: SagaState, address: string, result: unknown): SagaState {
  return withStep(state, address, {
    ...stepOf(state, address),
    status: 'applied',
    outcome: { kind: 'applied', result },
  });
}
