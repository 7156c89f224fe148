import type { OperatorDecision } from '../engine/decision.ts';
import { statusQueryName } from '../protocol/names.ts';
import type { StatusAnswer } from '../protocol/status-answer.ts';
import { standingOf } from './orphans/broken-off.ts';
import type { SagaConnection } from './saga-connection.ts';

/**
 * Why a parked step is not to be retried, where its saga can't know it: the step's child saga was broken off, and is or has been
 * unwound from outside. Retried under its id, its calls would be answered by what is stored of them, "applied", though all was undone.
 */
export async function whyNotRetried(
  { client, id: sagaId, workflow }: SagaConnection,
  { action, step }: OperatorDecision,
): Promise<string | undefined> {
  if (action !== 'retry') return undefined;
  // The first child of a step, and those after it, one for each that was unwound by itself.
  for (let number = 0; ; number += 1) {
    const id = `${sagaId}/${step}${number === 0 ? '' : `~${number}`}`;
    const { kind } = await standingOf(client, id);
    if (kind === 'unknown') return undefined;
    if (kind !== 'unwinding' && kind !== 'unwound') continue;
    // A child that had completed is unwound by its parent, which may be told to try that again.
    const { steps } = await workflow.query<StatusAnswer>(statusQueryName);
    if (steps.find(({ name }) => name === step)?.parked?.operation === 'run')
      return `Step '${step}' can't be retried: its child saga '${id}' was broken off and ${kind === 'unwound' ? 'has been' : 'is being'} unwound from outside, so its calls would be answered as before and not be done again. Say resolvedElsewhere with what became of it (an undone one was refused), or skip it where it comes after the pivot, and start a new saga for it.`;
  }
}
