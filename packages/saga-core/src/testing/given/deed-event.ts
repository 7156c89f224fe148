import type { AnySaga } from '../../definition/saga-definition.ts';
import { whyDecisionDoesNotFit } from '../../engine/decision-fit.ts';
import { whyWordIsNotHeard } from '../../engine/hear-word.ts';
import { canCancel } from '../../engine/point-of-no-return.ts';
import type { SagaEvent } from '../../engine/saga-event.ts';
import type { SagaState } from '../../engine/saga-state.ts';
import { GivenError } from './given-error.ts';
import type { Deed } from './told.ts';

/** What the saga is told of a deed; and, should that change nothing, why. @throws {@link GivenError} when a decision would be refused @internal */
export function deedEvent(
  definition: AnySaga,
  state: SagaState,
  deed: Deed,
): { readonly event: SagaEvent; readonly otherwise?: string } {
  switch (deed.kind) {
    case 'cancel': {
      const { detail } = deed;
      const isHeard = canCancel(definition, state);
      return {
        event: { kind: 'cancelRequested', ...(detail === undefined ? {} : { detail }) },
        otherwise: isHeard ? 'the saga is being unwound already' : 'the cancel is refused: it comes too late',
      };
    }
    case 'say': {
      const { step, word } = deed;
      const otherwise = whyWordIsNotHeard(definition, state, step, word);
      return { event: { kind: 'wordGiven', step, word }, ...(otherwise === undefined ? {} : { otherwise }) };
    }
    case 'decide': {
      const { step, action } = deed;
      const decision = { ...action, step, actor: 'operator', reason: 'told' };
      const why = whyDecisionDoesNotFit(definition, state, decision);
      if (why !== undefined) throw new GivenError('INVALID_SENTENCE', `The decision about ${step} is refused. ${why}`);
      return { event: { kind: 'decisionMade', decision } };
    }
  }
}
