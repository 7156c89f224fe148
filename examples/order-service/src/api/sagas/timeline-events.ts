import type { CallOutcome, CallTimeline, SagaTimeline, TimelineEntry } from 'saga-core/client';

/** Every word that a timeline's `event` can be. They are stable: more may come, none changes its meaning. */
export const timelineEventNames = [
  'started',
  'runSent',
  'runApplied',
  'runRefused',
  'runInDoubt',
  'undoSent',
  'undoApplied',
  'undoRefused',
  'undoInDoubt',
  'probeSent',
  'probeApplied',
  'probeRefused',
  'probeInDoubt',
  'fenceSent',
  'fenceApplied',
  'fenceRefused',
  'fenceInDoubt',
  'cancelRequested',
  'retryDecided',
  'skipDecided',
  'resolvedElsewhereDecided',
  'continuedAsNew',
  'completed',
  'compensated',
  'failed',
  'terminated',
  'timedOut',
] as const;

export type TimelineEventName = (typeof timelineEventNames)[number];

/** One thing that happened to a saga. */
export interface TimelineEvent {
  readonly at: string;
  readonly step?: string;
  readonly event: TimelineEventName;
  /** Who decided: the `sub` of their token. */
  readonly actor?: string;
  /** What a person gave as their reason; of a call the code of its refusal or doubt. */
  readonly reason?: string;
}

/** All that happened to a saga, oldest first: its calls and what came of them, what was asked and decided, and its end. */
export function timelineEvents({ entries, steps }: SagaTimeline): readonly TimelineEvent[] {
  const events = [
    ...entries.flatMap(eventsOfEntry),
    ...steps.flatMap(({ step, calls }) => calls.flatMap((call) => eventsOfCall(step, call))),
  ];
  return events.sort((one, other) => Date.parse(one.at) - Date.parse(other.at) || rank(one) - rank(other));
}

const prefixes = { run: 'run', compensate: 'undo', probe: 'probe', fence: 'fence' } as const;

function eventsOfCall(step: string, { operation, scheduledAt, endedAt, outcome }: CallTimeline): TimelineEvent[] {
  const prefix = prefixes[operation];
  const sent: TimelineEvent = { at: scheduledAt, step, event: `${prefix}Sent` };
  const suffix = suffixOf(outcome);
  if (suffix === undefined || endedAt === undefined) return [sent];
  const reason = 'code' in outcome ? { reason: outcome.code } : {};
  return [sent, { at: endedAt, step, event: `${prefix}${suffix}`, ...reason }];
}

function suffixOf({ kind }: CallOutcome) {
  if (kind === 'inFlight') return undefined;
  return ({ applied: 'Applied', refused: 'Refused', inDoubt: 'InDoubt' } as const)[kind];
}

function eventsOfEntry(entry: TimelineEntry): TimelineEvent[] {
  const { at } = entry;
  switch (entry.kind) {
    case 'started':
    case 'continuedAsNew':
      return [{ at, event: entry.kind }];
    case 'cancelRequested': {
      // Who asked Temporal itself is the name of a process on some machine, which says nothing here.
      const reason = entry.by === 'temporal' ? entry.reason : entry.accepted === false ? 'TOO_LATE' : entry.detail;
      return [{ at, event: entry.kind, ...(reason === undefined ? {} : { reason }) }];
    }
    case 'decided': {
      const { step, action, actor, reason } = entry.decision;
      return [{ at, step, event: `${action}Decided`, actor, reason }];
    }
    case 'ended': {
      const reason = entry.as === 'terminated' ? entry.reason : undefined;
      return [{ at, event: entry.as, ...(reason ? { reason } : {}) }];
    }
    case 'timerFired':
      // What follows from one is shown. A timer that is not needed any more may fire all the same.
      return [];
    case 'answered':
    case 'childStarted':
    case 'childEnded':
      // No step of an order's saga waits for a word or runs another saga.
      return [];
  }
}

// Of what happened in the same millisecond the start comes first, and the end last.
function rank({ event, step }: TimelineEvent): number {
  if (event === 'started') return 0;
  return step === undefined && event !== 'cancelRequested' && event !== 'continuedAsNew' ? 2 : 1;
}
