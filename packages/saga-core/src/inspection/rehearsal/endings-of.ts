import type { StepDefinition } from '../../definition/step.ts';
import type { Mishap } from './rehearse.ts';

/** How a step can go wrong so that the saga may turn back. */
export function endingsOf({ kind, run }: StepDefinition): readonly Mishap[] {
  if (kind === 'retriable') return [];
  // Nobody can say of a word that it may have come.
  return run.kind === 'word' ? ['refused', 'cancelled'] : ['refused', 'inDoubt', 'cancelled'];
}
