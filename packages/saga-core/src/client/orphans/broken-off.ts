import type { Client } from '@temporalio/client';
import { compensationCause } from '../history/compensation-cause.ts';
import { type NewestRun, readClosing } from '../history/read-closing.ts';
import type { SagaClosing } from '../history/saga-fact.ts';
import { unwindIdOf } from '../saga-ids.ts';
import type { SagaUnwinding } from '../timeline/saga-timeline.ts';

/** A workflow that closed without having completed or undone its saga. */
export interface BrokenOffRun extends NewestRun {
  readonly closing: Extract<SagaClosing, { as: 'terminated' | 'timedOut' | 'failed' }>;
}

/** How a saga stands for whoever would unwind it from outside. */
export type Standing =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'open' | 'completed' | 'compensated'; readonly run: NewestRun }
  /** Its unwinding from outside goes on, is done, or has completed the saga because its pivot had happened. */
  | { readonly kind: 'unwinding' | 'unwound' | 'wentForward'; readonly run: NewestRun }
  /** The saga, or its unwinding from outside, was broken off: that run's history says what is left to undo. */
  | { readonly kind: 'brokenOff'; readonly run: BrokenOffRun };

/** Finds out how a saga stands, its unwinding from outside included, and the one that follows if that was broken off too. */
export async function standingOf(client: Client, id: string): Promise<Standing> {
  const [saga, unwinding] = await Promise.all([readClosing(client, id), readClosing(client, unwindIdOf(id))]);
  if (unwinding !== undefined) return standingOfUnwinding(await lastUnwinding(client, unwinding));
  if (saga === undefined) return { kind: 'unknown' };
  if (isBrokenOff(saga)) return { kind: 'brokenOff', run: saga };
  return { kind: ownEndOf(saga), run: saga };
}

/** The workflow that unwinds a saga from outside, the last of several; `undefined` when nobody has asked for one. */
export async function unwindingOf(client: Client, id: string): Promise<SagaUnwinding | undefined> {
  const first = await readClosing(client, unwindIdOf(id));
  if (first === undefined) return undefined;
  const last = await lastUnwinding(client, first);
  return { id: last.workflowId, as: isBrokenOff(last) ? 'brokenOff' : ownEndOf(last) };
}

async function lastUnwinding(client: Client, unwinding: NewestRun): Promise<NewestRun> {
  let last = unwinding;
  while (isBrokenOff(last)) {
    const next = await readClosing(client, unwindIdOf(last.workflowId));
    if (next === undefined) break;
    last = next;
  }
  return last;
}

function standingOfUnwinding(run: NewestRun): Standing {
  return isBrokenOff(run) ? { kind: 'brokenOff', run } : { kind: unwindingEnds[ownEndOf(run)], run };
}

const unwindingEnds = { open: 'unwinding', completed: 'wentForward', compensated: 'unwound' } as const;

/** How a run that was not broken off stands. */
function ownEndOf({ closing: { as } }: NewestRun): 'open' | 'completed' | 'compensated' {
  return as === 'open' || as === 'completed' ? as : 'compensated';
}

function isBrokenOff(run: NewestRun): run is BrokenOffRun {
  const { closing } = run;
  if (closing.as === 'open' || closing.as === 'completed') return false;
  return compensationCause(closing) === undefined;
}
