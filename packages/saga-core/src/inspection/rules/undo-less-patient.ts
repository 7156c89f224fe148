import { durationText } from '../../definition/diff/duration-text.ts';
import type { Rule } from './rule.ts';

/**
 * An undo that is given up before its step would have been: the outage that left the step in doubt is the very one that the
 * undo meets, and outlives.
 */
export const undoLessPatient: Rule = ({ steps }) =>
  steps.flatMap((step) => {
    const { name, run } = step;
    if (step.kind !== 'compensatable' || run.kind !== 'call' || step.undo.kind !== 'call') return [];
    const [forth, back] = [run.policy, step.undo.policy];
    const remedies: string[] = [];
    if (back.budget < forth.budget)
      remedies.push(
        `its undo is parked after ${durationText(back.budget)} (compensation.parkAfter), and the step itself has ${durationText(forth.budget)} (timeout)`,
      );
    const [tries, undoTries] = [forth.retry.maximumAttempts ?? Infinity, back.retry.maximumAttempts ?? Infinity];
    if (undoTries < tries)
      remedies.push(
        `its undo is tried at most ${undoTries} times (compensation.retry.maximumAttempts), and the step itself ${tries === Infinity ? 'as often as its time allows' : `${tries} times`}`,
      );
    if (remedies.length === 0) return [];
    return [
      {
        severity: 'warning',
        step: name,
        message: `Step '${name}' is undone with less patience than it is run with: ${remedies.join('; ')}. An outage that the step could outlast parks its undo for a person; give \`compensation\` at least as much.`,
      },
    ];
  });
