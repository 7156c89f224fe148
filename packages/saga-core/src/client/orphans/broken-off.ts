import type { Client } from '@temporalio/client';
import { compensationCause } from '../history/compensation-cause.ts';
import { type NewestRun, readClosing } from '../history/read-closing.ts';
import type { SagaClosing } from '../history/saga-fact.ts';
import { unwindIdOf } from '../saga-ids.ts';

/** A workflow that closed without having completed or undone its saga. */
export interface BrokenOffRun extends NewestRun {
  readonly closing: Extract<SagaClosing, { as: 'terminated' | 'timedOut' | 'failed' }>;
}

/** How a saga stands for whoever would unwind it from outside. */
export type Standing =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'open' | 'completed' | 'compensated' }
  /** Its unwinding from outside goes on, or is done. */
  | { readonly kind: 'unwinding' | 'unwound' }
  /** The saga, or its unwinding from outside, was broken off: that run's history says what is left to undo. */
  | { readonly kind: 'brokenOff'; readonly run: BrokenOffRun };

/** Finds out how a saga stands, its unwinding from outside included. */
export async function standingOf(client: Client, id: string): Promise<Standing> {
  const [saga, unwind] = await Promise.all([readClosing(client, id), readClosing(client, unwindIdOf(id))]);
  if (unwind !== undefined) {
    if (unwind.closing.as === 'open') return { kind: 'unwinding' };
    return isBrokenOff(unwind) ? { kind: 'brokenOff', run: unwind } : { kind: 'unwound' };
  }
  if (saga === undefined) return { kind: 'unknown' };
  if (isBrokenOff(saga)) return { kind: 'brokenOff', run: saga };
  const { as } = saga.closing;
  return { kind: as === 'open' || as === 'completed' ? as : 'compensated' };
}

function isBrokenOff(run: NewestRun): run is BrokenOffRun {
  const { closing } = run;
  if (closing.as === 'open' || closing.as === 'completed') return false;
  return compensationCause(closing) === undefined;
}
