import { tryMapping } from '../reading/try-mapping.ts';
import type { Rule } from './rule.ts';
import { type UndoByCall, undosByCall } from './undos-by-call.ts';

/**
 * A run that may have happened, whose undo says nothing of it unless its result is known: when the answer is lost, nobody can find
 * what to undo. A barrier could, as it remembers the run; whether its handler asks it, a definition does not show.
 */
export const doubtCannotBeUndone: Rule = (saga) =>
  undosByCall(saga).flatMap((undone) => {
    const { step, run, undo, results, isGuarded } = undone;
    const known = tryMapping(undo.argument, {
      results: new Set([...results, step]),
      outcome: 'applied',
      own: step,
    });
    const unknown = tryMapping(undo.argument, { results, outcome: 'inDoubt' });
    // What it makes of a result may be more than stand-ins can show; that in doubt it says nothing is seen all the same.
    if (known.promised || unknown.threw || !known.uses.has('result') || unknown.uses.size > 0) return [];
    const severity = isGuarded || run.probe !== undefined ? 'warning' : 'error';
    return [{ severity, step, message: messageOf(undone) }];
  });

function messageOf({ step, run, undo, isGuarded }: UndoByCall): string {
  if (isGuarded)
    return `When step '${step}' is in doubt, its undo (${undo.activity}) does not say what to undo: it names the run only by its result, which nobody knows then. The barrier of '${undo.participant}' still lets the undo through. Let it give what is always known, as the run's key (\`runKey\`); or accept this, if its handler goes by the run that the barrier hands to it.`;
  if (run.probe !== undefined)
    return `When step '${step}' is in doubt and its probe gives no answer, its undo (${undo.activity}) does not say what to undo: it names the run only by its result. Let it give the run's key as well (\`runKey\`).`;
  return `When step '${step}' is in doubt, nothing can undo it: its undo (${undo.activity}) names the run only by its result, which nobody knows then, and there is no probe that could ask for it. Let the undo give the run's key (\`runKey\`), and give the step a \`probe\`.`;
}
