import type { Execution } from '../../definition/saga-definition.ts';
import type { Limits } from '../../testing/limits.ts';
import type { ReportOptions } from '../report.ts';

/** What `saga explore` can be told, beside the file. Limits are numbers as they were given: `explore` says which are wrong. */
export interface ExploreChoice extends ReportOptions, Limits {
  readonly saga?: string;
  readonly execution?: Execution;
  readonly zombie?: boolean;
  readonly reductions: boolean;
  readonly replay?: string;
}

/** The limits as flags: what commander makes of a flag's name is the limit's name. */
export const limitOptions = [
  { flag: 'attempts', limit: 'attempts', help: 'tries per call (default 2)' },
  { flag: 'duplicates', limit: 'duplicates', help: 'requests that the network doubles (default 1)' },
  { flag: 'cancels', limit: 'cancels', help: 'cancels (default 1)' },
  { flag: 'crashes', limit: 'crashes', help: 'worker crashes (default 1)' },
  { flag: 'decisions', limit: 'decisions', help: "people's decisions about parked calls (default 2)" },
  { flag: 'continuations', limit: 'continuations', help: 'times that the saga continues as new (default 0)' },
  { flag: 'take-backs', limit: 'takeBacks', help: 'times that the saga is terminated and then unwound (default 0)' },
  { flag: 'states', limit: 'states', help: 'give up after so many states (default 5000000)' },
  { flag: 'seconds', limit: 'seconds', help: 'give up after so long (default: no limit)' },
] as const satisfies readonly { readonly flag: string; readonly limit: keyof Limits; readonly help: string }[];

/** The limits that flags were given for. */
export function givenLimits(choice: ExploreChoice): Limits {
  return Object.fromEntries(
    limitOptions.flatMap(({ limit }) => (choice[limit] === undefined ? [] : [[limit, choice[limit]]])),
  );
}
