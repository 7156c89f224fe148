import type { ProbeAnswer } from '../definition/probe-answer.ts';
import type { AnySaga } from '../definition/saga-definition.ts';
import { stepAt } from './address.ts';
import { type Decided, stepOf, withStep } from './decided.ts';
import type { Doubt } from './outcome.ts';
import { prepareProbe } from './prepare-call.ts';
import { readRefused } from './read-refused.ts';
import type { SagaEvent } from './saga-event.ts';
import type { SagaState } from './saga-state.ts';

/**
 * Asks a step's participant by key what became of a run that is in doubt, before anything rests on the doubt.
 * `undefined` when the step has no probe or has just been asked: then the doubt stands.
 */
export function askParticipant(
  definition: AnySaga,
  state: SagaState,
  address: string,
  doubt: Doubt,
): Decided | undefined {
  const { run } = stepAt(definition, address);
  const step = stepOf(state, address);
  if (run.kind !== 'call' || run.probe === undefined || step.outcome !== undefined) return undefined;
  const prepared = prepareProbe(definition, state, address, run.probe);
  // A question that can't be made is no answer; the step's doubt is what the saga then goes by.
  if ('refused' in prepared) return undefined;
  const asking = withStep(state, address, { ...step, probing: true, outcome: { kind: 'inDoubt', doubt } });
  return [asking, [prepared.command]];
}

/** What an answer means for the run that was asked about. Only a definite one settles it. */
export function probeAnswered(
  state: SagaState,
  address: string,
  answer: unknown,
): { readonly state: SagaState; readonly event: SagaEvent } {
  const { probing: _probing, ...step } = stepOf(state, address);
  const about = { step: address, operation: 'run' as const };
  const asked = withStep(state, address, step);
  const said = answer as Partial<ProbeAnswer<unknown> & { result: unknown }> | undefined;
  if (said?.kind === 'applied') return { state: asked, event: { ...about, kind: 'callApplied', result: said.result } };
  if (said?.kind === 'refused') {
    const refused = readRefused(said);
    const { outcome: _outcome, ...before } = step;
    return { state: withStep(state, address, before), event: { ...about, kind: 'callRefused', refused } };
  }
  const doubt: Doubt = step.outcome?.kind === 'inDoubt' ? step.outcome.doubt : { code: 'FAILED' };
  return { state: asked, event: { ...about, kind: 'callDoubted', doubt } };
}
