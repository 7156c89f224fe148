import type { AnySaga } from '../../definition/saga-definition.ts';
import { findStep } from '../../engine/address.ts';
import { stepOf, withStep } from '../../engine/decided.ts';
import type { OperatorDecision } from '../../engine/decision.ts';
import type { SagaCause } from '../../engine/saga-cause.ts';
import type { SagaState } from '../../engine/saga-state.ts';

/** What a decision that was accepted says of its step: about which call it was can be told from what is known of the step. */
export function withDecision(
  definition: AnySaga,
  state: SagaState,
  decision: OperatorDecision,
  isUnwinding: boolean,
): { readonly state: SagaState; readonly cause?: SagaCause } {
  if (decision.action === 'retry') return { state };
  const { step: address } = decision;
  const { parked, outcome, ...step } = stepOf(state, address);
  const isRefused = decision.action === 'resolvedElsewhere' && decision.outcome === 'refused';
  if (parked?.operation === 'fence') return { state: withFence(state, address, isRefused ? 'never' : 'applied') };
  const isUndo =
    findStep(definition, address)?.kind === 'compensatable' && (isUnwinding || outcome?.kind === 'applied');
  if (isUndo || decision.action === 'skip') {
    const status = decision.action === 'skip' ? 'skipped' : 'compensated';
    return { state: withStep(state, address, { ...step, ...(outcome === undefined ? {} : { outcome }), status }) };
  }
  if (isRefused)
    return {
      state: withStep(state, address, { ...step, status: 'refused' }),
      cause: { kind: 'refused', step: address, code: 'RESOLVED_ELSEWHERE', detail: decision.reason },
    };
  const applied = { kind: 'applied' as const, result: decision.result };
  return { state: withStep(state, address, { ...step, status: 'applied', outcome: applied }) };
}

/** Whether the pivot has happened is known, by its fence or by a person who was asked in its place. */
export function withFence(state: SagaState, address: string, fenced: 'never' | 'applied'): SagaState {
  const { parked: _parked, ...step } = stepOf(state, address);
  return withStep({ ...state, fenced }, address, { ...step, status: 'pending' });
}
