import { durationText } from '../../definition/diff/duration-text.ts';
import { policedCalls } from './calls-of.ts';
import type { Rule } from './rule.ts';

/** A call that may be tried again, but whose budget ends before a second try could begin. */
export const retryNeverComes: Rule = ({ steps }) =>
  steps.flatMap((step) =>
    policedCalls(step).flatMap(({ what, policy: { budget: whole, attemptTimeout, retry }, budget, prefix }) => {
      // One try is what was asked for.
      if (retry.maximumAttempts === 1) return [];
      const [all, first, wait] = [whole, attemptTimeout, retry.initialInterval].map(durationText);
      const why =
        retry.initialInterval >= whole
          ? `it waits ${wait} before it tries again (${prefix}retry.initialInterval), and its whole time is ${all} (${budget})`
          : attemptTimeout + retry.initialInterval >= whole
            ? `a try that gets no answer takes ${first} (${prefix}attemptTimeout), and its whole time is ${all} (${budget})`
            : undefined;
      return why === undefined
        ? []
        : [
            {
              severity: 'warning' as const,
              step: step.name,
              message: `${what} has no time for a second try: ${why}. Give it more time, shorter tries, or \`maximumAttempts: 1\` if one try is meant.`,
            },
          ];
    }),
  );
