import { nearestName } from '../../definition/nearest-name.ts';
import type { ExploreReport, Violation } from '../explore.ts';

/** What a matcher of Vitest's or Jest's gives back. */
interface Verdict {
  readonly pass: boolean;
  readonly message: () => string;
}

/**
 * Whether all promises hold, in every state that there is: a search that stopped before its end has shown nothing. When one does
 * not, the message is the shortest way to break it.
 * @internal
 */
export function toHold(report: unknown): Verdict {
  if (!isReport(report)) return notReport('toHold');
  const { violations, exhaustive, states } = report;
  const pass = violations.length === 0 && exhaustive;
  const message = () => {
    if (pass) return `Every promise holds in all ${states} states, and one was expected to break.`;
    if (violations.length > 0) return violations.map(counterexample).join('\n\n');
    return `Nothing broke in ${states} states, but the search stopped before its end, so nothing is shown: raise limits.states and limits.seconds, or explore fewer faults.`;
  };
  return { pass, message };
}

/** Whether a promise is broken: that a saga without its protection does break it. @internal */
export function toBreak(report: unknown, promise?: string): Verdict {
  if (!isReport(report)) return notReport('toBreak');
  const broken = report.violations.map((violation) => violation.promise);
  const pass = promise === undefined ? broken.length > 0 : broken.includes(promise);
  const message = () => {
    const what = promise === undefined ? 'Some promise' : `'${promise}'`;
    if (pass) return `${what} was expected to hold.\n\n${report.violations.map(counterexample).join('\n\n')}`;
    if (broken.length === 0) return `${what} was expected to break, and nothing broke in ${report.states} states.`;
    const near = nearestName(promise ?? '', broken);
    const hint = near === undefined ? '' : ` Did you mean '${near}'?`;
    return `${what} was expected to break, and what broke is ${broken.map((one) => `'${one}'`).join(', ')}.${hint}`;
  };
  return { pass, message };
}

function counterexample({ promise, timeline, schedule }: Violation): string {
  return `Broken: ${promise}\n\nThe shortest way there:\n${timeline.join('\n')}\n\nsimulate replays it, given this schedule: ${JSON.stringify(schedule)}`;
}

// Neither passes, with or without `not`: a promise that nobody awaited would else hold.
function notReport(matcher: string): never {
  throw new TypeError(`${matcher} takes what explore gives: expect(explore(saga, { … })).${matcher}().`);
}

function isReport(report: unknown): report is ExploreReport {
  return typeof report === 'object' && report !== null && 'violations' in report && 'exhaustive' in report;
}
