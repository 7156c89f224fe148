import type { AnySaga } from '../definition/saga-definition.ts';
import type { StepDefinition } from '../definition/step.ts';
import { findStep } from './address.ts';
import type { OperatorDecision } from './decision.ts';
import { hasEnded, isForward } from './point-of-no-return.ts';
import type { SagaState } from './saga-state.ts';

/**
 * Why a decision can't be taken now, as a sentence for the person who made it; `undefined` when it can.
 * Asked before a decision is written to history, so that one that does not fit leaves no trace.
 */
export function whyDecisionDoesNotFit(
  definition: AnySaga,
  state: SagaState,
  decision: OperatorDecision,
): string | undefined {
  if (typeof decision !== 'object' || decision === null)
    return 'A decision is an object with step, action, actor and reason.';
  const step = typeof decision.step === 'string' ? findStep(definition, decision.step) : undefined;
  const known = step === undefined ? undefined : state.steps[decision.step];
  if (step === undefined || known === undefined) {
    return `The saga has no step '${decision.step}'; its steps are ${Object.keys(state.steps).join(', ')}.`;
  }
  if (!isText(decision.actor) || !isText(decision.reason))
    return 'A decision names its actor and its reason; give both.';
  if (hasEnded(state)) return `The saga has ended (${state.status}); nothing is left to decide.`;
  const { parked, status } = known;
  if (parked === undefined)
    return `Step '${decision.step}' is ${status}, not parked; only a parked step waits for a decision.`;
  if (decision.action === 'retry' && decision.argument !== undefined && step.run.kind === 'saga')
    return `Step '${decision.step}' runs saga '${step.run.saga.name}', which takes no other argument: retry it without one.`;
  if (parked.operation === 'fence') return whyNotOfFence(decision);
  return parked.operation === 'run' ? whyNotOfRun(definition, state, step, decision) : whyNotOfUndo(decision);
}

function whyNotOfRun(
  definition: AnySaga,
  state: SagaState,
  step: StepDefinition,
  decision: OperatorDecision,
): string | undefined {
  const name = `step '${decision.step}'`;
  switch (decision.action) {
    case 'retry':
      return undefined;
    case 'skip':
      if (step.kind === 'retriable') return undefined;
      return `The run of ${name} can't be skipped, as it may have happened: say resolvedElsewhere with its outcome${step.kind === 'pivot' ? '' : ', or cancel the saga'}.`;
    case 'resolvedElsewhere':
      if (isForward(definition, state, step)) {
        return decision.outcome === 'refused'
          ? `After the pivot nothing is undone, so ${name} can't be resolved as refused; skip it.`
          : undefined;
      }
      return decision.outcome === 'applied' || decision.outcome === 'refused'
        ? undefined
        : `Say whether the run of ${name} was applied or refused: give \`outcome\`.`;
    default:
      return unknownAction(decision);
  }
}

function whyNotOfFence(decision: OperatorDecision): string | undefined {
  switch (decision.action) {
    case 'retry':
      return decision.argument === undefined ? undefined : 'A fence takes no other argument: retry it without one.';
    case 'skip':
      return `Whether step '${decision.step}' has happened decides all the rest, so the question can't be skipped: say resolvedElsewhere with its outcome.`;
    case 'resolvedElsewhere':
      return decision.outcome === 'applied' || decision.outcome === 'refused'
        ? undefined
        : `Say whether step '${decision.step}' was applied or refused: give \`outcome\`.`;
    default:
      return unknownAction(decision);
  }
}

function whyNotOfUndo(decision: OperatorDecision): string | undefined {
  switch (decision.action) {
    case 'retry':
    case 'skip':
      return undefined;
    case 'resolvedElsewhere':
      return decision.outcome === 'refused'
        ? `The undo of step '${decision.step}' can't be resolved as refused; skip it to give it up.`
        : undefined;
    default:
      return unknownAction(decision);
  }
}

// Decisions come over the wire, so their type is a promise that someone else may not have kept.
function unknownAction(decision: never): string {
  return `The action ${JSON.stringify((decision as OperatorDecision).action)} is unknown; give retry, skip or resolvedElsewhere.`;
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value.trim() !== '';
}
