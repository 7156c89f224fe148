import type { AnySaga } from '../../definition/saga-definition.ts';
import { tryMapping } from '../reading/try-mapping.ts';
import type { Situation } from '../rehearsal/situations.ts';
import type { Found, Rule } from './rule.ts';

/**
 * An undo whose mapping fails for want of a result that is not always there. Nothing is sent then: the undo is parked, and is
 * parked again however often it is tried.
 */
export const undoReadsMissingResult: Rule = (saga, situations) => {
  const found = new Map<string, Found>();
  for (const situation of situations) {
    if (situation.reads !== 'compensate' || found.has(situation.step)) continue;
    const missed = whatItMisses(saga, situation);
    if (missed === undefined) continue;
    const { step } = situation;
    found.set(step, {
      severity: 'error',
      step,
      message: `The undo of step '${step}' fails for want of ${missed.map((name) => resultText(name, step)).join(' and ')}, which it has not ${when(situation)}: its argument can't be made, and the undo is parked for a person. Make it from the input, the run's key, or after a look at \`outcome.kind\`.`,
    });
  }
  return [...found.values()];
};

/** The results for want of which a mapping fails that works where all of them are; `undefined` when it does not fail for that. */
export function whatItMisses(
  { steps }: AnySaga,
  { mapping, results, outcome }: Situation,
): readonly (string | undefined)[] | undefined {
  const tried = tryMapping(mapping, { results, ...(outcome === undefined ? {} : { outcome }) });
  // It may also fail on purpose, when it hears that its run is in doubt; what was read meanwhile may be why as well, being stand-ins.
  const failsForDoubt = tried.missed.size === 0 && tried.heardDoubt && tried.uses.size === 0;
  const missed = failsForDoubt ? [undefined] : [...tried.missed];
  if (!tried.threw || missed.length === 0) return undefined;
  // A mapping that fails with everything there fails for the stand-ins: of that nothing can be said.
  const all = new Set(steps.map(({ name }) => name));
  const best = tryMapping(mapping, { results: all, ...(outcome === undefined ? {} : { outcome: 'applied' }) });
  return best.threw ? undefined : missed;
}

function resultText(name: string | undefined, own: string): string {
  return name === undefined || name === own ? 'the result of its own run' : `results.${name}`;
}

function when({ mishap, outcome }: Situation): string {
  const doubt = outcome === 'inDoubt' ? 'its own run is in doubt' : undefined;
  if (mishap === undefined) return doubt === undefined ? 'always' : `when ${doubt}`;
  const { step, ending } = mishap;
  const how = { refused: 'is refused', inDoubt: 'is in doubt', cancelled: 'is under way and the saga is cancelled' }[
    ending
  ];
  return doubt === undefined ? `when step '${step}' ${how}` : `when ${doubt}, as when step '${step}' ${how}`;
}
