import type { Rule } from './rule.ts';

/** A fence of a pivot that is never tried locally: nothing is ever forgotten of it, so nobody asks. */
export const fenceNeverAsked: Rule = ({ steps }) =>
  steps.flatMap((step) => {
    const { name, kind, run, batch } = step;
    if (kind !== 'pivot' || run.kind !== 'call' || run.fence === undefined || batch !== undefined) return [];
    const why =
      run.policy.local === true
        ? 'it comes right after a when, a forEach or a waitFor, where the next call is a normal activity'
        : run.call.barrier
          ? "`execution: 'activity'`, a heartbeat or `maximumAttempts` makes its call a normal activity"
          : `its call is made with a participant '${run.call.participant}' that says nothing of a barrier, and so a normal activity`;
    return [
      {
        severity: 'warning',
        step: name,
        message: `The fence of pivot '${name}' is never asked: ${why}, of which Temporal itself knows whether it was sent. Leave the fence out, or let the pivot be tried locally.`,
      },
    ];
  });
