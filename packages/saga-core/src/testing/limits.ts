import type { AnySaga } from '../definition/saga-definition.ts';
import { ModelError } from './model-error.ts';
import type { ExploredDecision } from './move.ts';

/** What may go wrong. Everything does unless it is switched off here, except what says otherwise. */
export interface Faults {
  /** Requests and answers are lost or late, and calls are tried again. Default `true`. */
  readonly loss?: boolean;
  /** A call's time is up before its answer is known, or a child saga is broken off: it is in doubt. Default `true`. */
  readonly doubt?: boolean;
  /**
   * Participants say a definite no where their model would not: every activity, none, or those named (`payment.charge`).
   * Child sagas (`payment.run`) are unwound, and people's words (by the step's name) are a no. Default `true`.
   */
  readonly refusals?: boolean | readonly string[];
  /** A worker that was given up goes on for a while, and sends once more what it was about to send. Default `false`. */
  readonly zombie?: boolean;
  /** What people decide about parked calls. Default `retry` and `resolvedElsewhere` (said only of what is true). */
  readonly decisions?: readonly ExploredDecision[];
}

/** How much of it, in one saga's life: at most 15 of each, states and seconds excepted. */
export interface Limits {
  /** Tries per call, at least 1. Default 2. */
  readonly attempts?: number;
  /** Requests that the network doubles. Default 1. */
  readonly duplicates?: number;
  /** Default 1. A second cancel finds the saga unwinding. */
  readonly cancels?: number;
  /** Default 1. */
  readonly crashes?: number;
  /** Decisions about parked calls. Default 2. */
  readonly decisions?: number;
  /** How often the history grows so large that the saga continues as new. Default 0. */
  readonly continuations?: number;
  /** How often the saga is unwound from outside: after it was terminated, or although it has completed. Default 0. */
  readonly takeBacks?: number;
  /** The search ends here, and then was not exhaustive. Default 5,000,000. */
  readonly states?: number;
  /** The search ends when it has taken so long, and then was not exhaustive. Default: no limit. */
  readonly seconds?: number;
}

/** @internal */
export type Bounds = Required<Limits>;
/** @internal */
export type Hazards = Required<Faults>;

/** Fills in the defaults. @internal */
export function hazards(faults: Faults = {}): Hazards {
  return {
    loss: true,
    doubt: true,
    refusals: true,
    zombie: false,
    decisions: ['retry', 'resolvedElsewhere'],
    ...faults,
  };
}

/** No limits: a schedule says by itself how much happens. @internal */
export const unbounded: Bounds = {
  attempts: Infinity,
  duplicates: Infinity,
  cancels: Infinity,
  crashes: Infinity,
  decisions: Infinity,
  continuations: Infinity,
  takeBacks: Infinity,
  states: Infinity,
  seconds: Infinity,
};

/** Checks the limits and fills in the defaults. @internal */
export function bounds(limits: Limits = {}): Bounds {
  const whole: Bounds = {
    attempts: 2,
    duplicates: 1,
    cancels: 1,
    crashes: 1,
    decisions: 2,
    continuations: 0,
    takeBacks: 0,
    states: 5_000_000,
    seconds: Infinity,
    ...limits,
  };
  const { seconds, ...counted } = whole;
  if (!(seconds > 0)) throw new ModelError('INVALID_LIMIT', `limits.seconds is ${seconds}; give a number above 0.`);
  for (const [name, value] of Object.entries(counted)) {
    const least = name === 'attempts' || name === 'states' ? 1 : 0;
    // Worlds are remembered with four bits for each of the others.
    const most = name === 'states' ? Number.MAX_SAFE_INTEGER : 15;
    if (!Number.isSafeInteger(value) || value < least || value > most) {
      throw new ModelError(
        'INVALID_LIMIT',
        `limits.${name} is ${value}; give a whole number from ${least} to ${most}.`,
      );
    }
  }
  return whole;
}

/** What a search with these faults and limits says nothing about, in sentences. @internal */
export function notCovered(definition: AnySaga, faults: Hazards, limits: Bounds): string[] {
  const missing = (['retry', 'patch', 'skip', 'resolvedElsewhere'] as const).filter(
    (decision) => !faults.decisions.includes(decision),
  );
  return [
    `more than ${limits.attempts} tries of one call`,
    `more than ${limits.duplicates} doubled, ${limits.cancels} cancels, ${limits.crashes} crashes, ${limits.decisions} decisions in one saga`,
    `more than ${limits.continuations} times continued as new, ${limits.takeBacks} times unwound after it was terminated or completed`,
    ...(faults.loss ? [] : ['lost and late requests and answers']),
    ...(faults.doubt ? [] : ['calls in doubt']),
    ...(faults.refusals === true ? [] : ['a definite no of every activity']),
    ...(faults.zombie ? [] : ['a worker that goes on after it was given up']),
    ...(missing.length === 0 ? [] : [`decisions: ${missing.join(', ')}`]),
    ...childrenOf(definition).map(
      (child) =>
        `what happens inside child saga '${child}', which only completes, is unwound or is broken off: explore it on its own`,
    ),
    ...(definition.execution === 'adaptive' ? [] : ['execution other than as normal activities']),
    'participants that lose what they have committed',
  ];
}

function childrenOf({ steps }: AnySaga): readonly string[] {
  return [...new Set(steps.flatMap(({ run }) => (run.kind === 'saga' ? [run.saga.name] : [])))];
}
