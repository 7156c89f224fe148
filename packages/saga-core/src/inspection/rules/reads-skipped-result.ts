import type { Reader } from '../rehearsal/plain-saga.ts';
import type { Found, Rule } from './rule.ts';
import { whatItMisses } from './undo-reads-missing-result.ts';

/** A function on the way forward that fails for want of the result of a step whose condition did not hold. */
export const readsSkippedResult: Rule = (saga, situations) => {
  const kinds = new Map(saga.steps.map(({ name, kind }) => [name, kind]));
  const found = new Map<Reader['mapping'], Found>();
  for (const situation of situations) {
    const { reads, step, mapping, mishap } = situation;
    if (reads === 'compensate' || reads === 'fence' || mishap !== undefined || found.has(mapping)) continue;
    const missed = whatItMisses(saga, situation);
    if (missed === undefined) continue;
    const isAfterPivot = kinds.get(step) === 'retriable';
    found.set(mapping, {
      severity: 'error',
      step,
      message: `${readers[reads](step)} reads ${missed.map((name) => `results.${name}`).join(' and ')}, which is not there when the condition before that step does not hold: ${consequence(reads, isAfterPivot)}. Ask whether it is there, as in results.${missed[0]}?.…`,
    });
  }
  return [...found.values()];
};

const readers: Readonly<Record<Exclude<Reader['reads'], 'compensate' | 'fence'>, (step: string) => string>> = {
  run: (step) => `The run of step '${step}'`,
  probe: (step) => `The probe of step '${step}'`,
  condition: (step) => `The condition before step '${step}'`,
  items: (step) => `The list before step '${step}'`,
  output: (step) => `The function given to returns, after step '${step}',`,
};

function consequence(reads: Reader['reads'], isAfterPivot: boolean): string {
  if (reads === 'probe') return 'nobody is asked then, and the doubt stays';
  if (reads === 'output') return 'everything is done then, and the saga stands still';
  if (!isAfterPivot) return 'nothing is sent then, and the saga is unwound';
  return reads === 'run' ? 'the step is parked for a person then, and never completes' : 'the saga stands still then';
}
