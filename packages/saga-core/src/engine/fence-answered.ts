import type { FenceAnswer } from '../definition/fence-answer.ts';
import type { AnySaga } from '../definition/saga-definition.ts';
import { advance } from './advance.ts';
import { andThen, type Decided, stepOf, withStep } from './decided.ts';
import type { Doubt, Refused } from './outcome.ts';
import type { SagaState } from './saga-state.ts';
import { withAllArmed } from './turn-back.ts';
import { beginUnwinding, park } from './unwind.ts';
import { stepsWithinReach } from './within-reach.ts';

/** What a fence's answer means. What is no answer leaves the question to a person. */
export function fenceAnswered(definition: AnySaga, state: SagaState, address: string, answer: unknown): Decided {
  const said = answer as Partial<FenceAnswer<unknown>> | undefined | null;
  if (said?.fence === 'never') return unwindFenced(definition, state, address);
  if (said?.fence === 'applied') return goForward(definition, state);
  const detail = `The answer ${JSON.stringify(answer)} is neither {"fence":"never"} nor {"fence":"applied"}.`;
  return fenceFailed(state, address, { code: 'FAILED', detail });
}

/** A fence that does not succeed settles nothing, so the saga waits for a person. */
export function fenceFailed(state: SagaState, address: string, why: Refused | Doubt): Decided {
  return [park(state, address, { operation: 'fence', ...why }), []];
}

/** The pivot has not happened and can't any more: the saga unwinds for the cause for which it was fenced. */
export function unwindFenced(definition: AnySaga, state: SagaState, address: string): Decided {
  const { fencing, ...rest } = state;
  if (fencing === undefined) return [state, []];
  const { parked: _parked, ...pivot } = stepOf(state, address);
  const fenced = withStep({ ...rest, fenced: 'never' }, address, { ...pivot, status: 'pending' });
  return beginUnwinding(definition, withAllArmed(definition, fenced), fencing);
}

/**
 * The pivot has happened, so the saga goes forward for ever. The calls before it have all been applied, or it would not
 * have been sent; those of which nothing is known are repeated under their keys, for their stored answers.
 */
export function goForward(definition: AnySaga, state: SagaState): Decided {
  const { fencing: _fencing, ...rest } = state;
  const again = stepsWithinReach(definition, rest).reduce((before, { name }) => {
    const { outcome: _outcome, parked: _parked, ...step } = stepOf(before, name);
    // Also what a person held for refused: it has been applied, or its participant says no again and a person looks again.
    const isOpen = ['inDoubt', 'parked', 'pending', 'refused'].includes(step.status);
    return isOpen ? withStep(before, name, { ...step, status: 'pending' }) : before;
  }, rest as SagaState);
  const stopDeadline: Decided =
    definition.deadline === undefined ? [again, []] : [again, [{ kind: 'stopTimer', timer: 'deadline' }]];
  return andThen(stopDeadline, (next) => advance(definition, { ...next, fenced: 'applied' }));
}
