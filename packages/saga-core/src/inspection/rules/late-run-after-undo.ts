import { tryMapping } from '../reading/try-mapping.ts';
import { doubtCannotBeUndone } from './doubt-cannot-be-undone.ts';
import type { Rule } from './rule.ts';
import { undosByCall } from './undos-by-call.ts';

/**
 * A run that can come after its undo: no barrier refuses it, and the undo was not told the run's key, by which it could have made
 * sure of it. Garcia-Molina's sagas assume that a call has ended when it is undone; over a network it may still be on its way.
 */
export const lateRunAfterUndo: Rule = (saga, situations) => {
  const told = new Set(doubtCannotBeUndone(saga, situations).map(({ step }) => step));
  return undosByCall(saga).flatMap(({ step, run, undo, results, isGuarded }) => {
    if (isGuarded || told.has(step)) return [];
    const tried = tryMapping(undo.argument, { results, outcome: 'inDoubt' });
    if (tried.threw || tried.promised || tried.uses.has('runKey')) return [];
    const why =
      run.call.barrier && undo.barrier
        ? `it is undone at '${undo.participant}', whose barrier knows nothing of a run at '${run.call.participant}'`
        : `participant '${run.call.barrier ? undo.participant : run.call.participant}' keeps no barrier`;
    return [
      {
        severity: 'warning',
        step,
        message: `A run of step '${step}' that is late can take effect after it was undone: ${why}, and its undo (${undo.activity}) is not told the run's key in doubt. Give that participant a barrier; or, if it is not yours, let the undo settle the run by its key (\`runKey\`), as docs/participants-you-do-not-own.md shows.`,
      },
    ];
  });
};
