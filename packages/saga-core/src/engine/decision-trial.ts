import type { AnySaga } from '../definition/saga-definition.ts';
import { applyDecision } from './apply-decision.ts';
import type { OperatorDecision } from './decision.ts';
import { whyDecisionDoesNotFit } from './decision-fit.ts';
import type { SagaState } from './saga-state.ts';

/**
 * Why a decision can't be taken now, as `whyDecisionDoesNotFit`, and besides because what follows from it can't be done:
 * a step is skipped whose result the saga's output is made of. Taken all the same, the saga would stand still.
 */
export function whyDecisionIsRefused(
  definition: AnySaga,
  state: SagaState,
  decision: OperatorDecision,
): string | undefined {
  const misfit = whyDecisionDoesNotFit(definition, state, decision);
  if (misfit !== undefined) return misfit;
  try {
    applyDecision(definition, state, decision);
    return undefined;
  } catch (error) {
    const { message, cause } = error instanceof Error ? error : { message: String(error), cause: undefined };
    const why = cause instanceof Error ? `${message} (${cause.message})` : message;
    return `The decision about step '${decision.step}' would stop the saga: ${why} Give a \`result\` with which it can go on, by resolvedElsewhere.`;
  }
}
