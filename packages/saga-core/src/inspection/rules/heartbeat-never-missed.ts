import { durationText } from '../../definition/diff/duration-text.ts';
import { policedCalls } from './calls-of.ts';
import type { Rule } from './rule.ts';

/** A heartbeat that need not come before the try is over anyway. It makes the call a normal activity for nothing. */
export const heartbeatNeverMissed: Rule = ({ steps }) =>
  steps.flatMap((step) =>
    policedCalls(step).flatMap(({ what, policy: { heartbeatTimeout, attemptTimeout }, prefix }) =>
      heartbeatTimeout === undefined || heartbeatTimeout < attemptTimeout
        ? []
        : [
            {
              severity: 'warning' as const,
              step: step.name,
              message: `${what} can never miss a heartbeat: a try ends after ${durationText(attemptTimeout)} (${prefix}attemptTimeout), and a heartbeat is due after ${durationText(heartbeatTimeout)} (${prefix}heartbeatTimeout). Make the heartbeat shorter, or the try longer.`,
            },
          ],
    ),
  );
