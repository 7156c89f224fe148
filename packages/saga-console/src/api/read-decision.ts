import type { OperatorAction } from 'saga-core/client';
import { longestReason, type SentDecision } from '../browser/wire.ts';
import { ConsoleProblem } from '../problems/console-problem.ts';

const deepest = 100;

/**
 * A decision, as far as it can be judged without the saga. Fields that a decision does not have are left out, the actor among them.
 *
 * @throws ConsoleProblem `INVALID_DECISION`
 */
export function readDecision(body: unknown): SentDecision {
  const sent = objectOf(body);
  const { step, parkedAt } = sent;
  if (typeof step !== 'string' || step === '' || step.length > 1_000)
    throw invalid('Name the step by its address: give `step`.');
  if (typeof parkedAt !== 'string' || parkedAt.length > 100)
    throw invalid('Name the call that the decision is about: give `parkedAt`, as the page saw it.');
  const action = actionOf(sent);
  if (isDeeper(sent, deepest)) throw invalid(`JSON in a decision is nested at most ${deepest} levels deep.`);
  return { step, parkedAt, reason: readReason(sent), ...action };
}

/**
 * Why somebody decides so.
 *
 * @throws ConsoleProblem `INVALID_DECISION`
 */
export function readReason(body: unknown): string {
  const { reason } = objectOf(body);
  if (typeof reason !== 'string' || reason.trim() === '' || reason.length > longestReason || !reason.isWellFormed())
    throw invalid(`Say why: give \`reason\`, 1 to ${longestReason} characters.`);
  return reason.trim();
}

function actionOf(sent: Readonly<Record<string, unknown>>): OperatorAction {
  const { action, outcome } = sent;
  switch (action) {
    case 'retry':
      return Object.hasOwn(sent, 'argument') ? { action, argument: sent.argument } : { action };
    case 'skip':
      return { action };
    case 'resolvedElsewhere':
      if (outcome !== undefined && outcome !== 'applied' && outcome !== 'refused')
        throw invalid('The outcome of a call is applied or refused.');
      return {
        action,
        ...(outcome !== undefined && { outcome }),
        ...(Object.hasOwn(sent, 'result') && { result: sent.result }),
      };
    default:
      throw invalid('The action is retry, skip or resolvedElsewhere.');
  }
}

// Whoever walks through JSON by calling itself, as JSON.stringify does, would run out of stack at some depth.
function isDeeper(json: unknown, levels: number): boolean {
  if (typeof json !== 'object' || json === null) return false;
  return levels === 0 || Object.values(json).some((each) => isDeeper(each, levels - 1));
}

function objectOf(body: unknown): Readonly<Record<string, unknown>> {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) throw invalid('A decision is a JSON object.');
  return body as Readonly<Record<string, unknown>>;
}

function invalid(detail: string): ConsoleProblem {
  return new ConsoleProblem('INVALID_DECISION', detail);
}
