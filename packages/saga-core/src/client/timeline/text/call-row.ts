import type { CallOutcome, CallTimeline } from '../saga-timeline.ts';
import type { Clock } from './clock.ts';
import { lasting } from './lasting.ts';
import type { Look } from './paint.ts';
import { printable } from './printable.ts';

const operations = { run: 'run', compensate: 'undo', probe: 'probe', fence: 'fence' } as const;

/** What is said of one call. */
export interface CallRow {
  /** What it does to its step. */
  readonly operation: string;
  readonly activity: string;
  readonly text: string;
  readonly look: Look;
}

/** One call: what became of it, how long it took and how often it was tried; and why it failed last. */
export function callRow(call: CallTimeline, clock: Clock): CallRow {
  const { operation, activity, outcome, attempts, execution, lastFailure } = call;
  const tries = attempts > 1 ? `${attempts} tries` : undefined;
  const how = [spanOf(call, clock), tries, execution === 'local' ? 'local' : undefined].filter(
    (part) => part !== undefined,
  );
  // Of a refusal and of doubt the failure mostly says again what the outcome does.
  const said: readonly unknown[] = 'code' in outcome ? [outcome.code, outcome.detail] : [];
  const failure = lastFailure === undefined || said.includes(lastFailure) ? '' : ` · last failure: ${lastFailure}`;
  return {
    operation: operations[operation],
    activity: printable(activity),
    text: printable(`${outcomeText(call)}${how.length === 0 ? '' : `, ${how.join(', ')}`}${failure}`),
    look: looks[outcome.kind],
  };
}

const looks: Readonly<Record<CallOutcome['kind'], Look>> = {
  applied: 'good',
  refused: 'bad',
  inDoubt: 'doubt',
  inFlight: 'open',
};

function outcomeText({ outcome, startedAt }: CallTimeline): string {
  switch (outcome.kind) {
    case 'applied':
      return 'applied';
    case 'inFlight':
      return startedAt === undefined ? 'IN FLIGHT, no worker has taken it' : 'IN FLIGHT';
    case 'refused':
    case 'inDoubt': {
      const { code, detail } = outcome;
      return `${outcome.kind === 'refused' ? 'refused' : 'in doubt'} ${code}${detail === undefined ? '' : ` (${detail})`}`;
    }
  }
}

function spanOf({ scheduledAt, endedAt, outcome }: CallTimeline, clock: Clock): string | undefined {
  if (outcome.kind === 'inFlight') return `since ${clock.time(scheduledAt)}`;
  if (endedAt === undefined) return undefined;
  // Two clocks may be at work, a worker's and Temporal's.
  return lasting(Math.max(0, Date.parse(endedAt) - Date.parse(scheduledAt)));
}
