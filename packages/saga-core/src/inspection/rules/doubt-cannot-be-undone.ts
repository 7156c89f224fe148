import { tryMapping } from '../reading/try-mapping.ts';
import type { Rule } from './rule.ts';
import { unguardedUndos } from './unguarded-undos.ts';

/**
 * A run that may have happened, at a participant that does not remember it, whose undo says nothing of it unless its result is
 * known: when the answer is lost, nobody can find what to undo.
 */
export const doubtCannotBeUndone: Rule = (saga) =>
  unguardedUndos(saga).flatMap(({ step, run, undo, results }) => {
    const known = tryMapping(undo.argument, { results: new Set([...results, step]), outcome: 'applied' });
    const unknown = tryMapping(undo.argument, { results, outcome: 'inDoubt' });
    if (known.threw || unknown.threw || !known.uses.has('result') || unknown.uses.size > 0) return [];
    const isProbed = run.probe !== undefined;
    return [
      {
        severity: isProbed ? 'warning' : 'error',
        step,
        message: isProbed
          ? `When step '${step}' is in doubt and its probe gives no answer, its undo (${undo.activity}) does not say what to undo: it names the run only by its result. Let it give the run's key as well (\`runKey\`).`
          : `When step '${step}' is in doubt, nothing can undo it: its undo (${undo.activity}) names the run only by its result, which nobody knows then, and there is no probe that could ask for it. Let the undo give the run's key (\`runKey\`), and give the step a \`probe\`.`,
      },
    ];
  });
