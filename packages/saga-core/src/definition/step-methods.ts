import type { Call, Nothing } from './call.ts';
import type { MustSucceedOptions } from './call-policy.ts';
import type { CompensateContext, FenceContext, ProbeContext } from './context.ts';
import type { Duration } from './duration.ts';
import type { FenceAnswer } from './fence-answer.ts';
import type { ProbeAnswer } from './probe-answer.ts';
import type { SagaTypeError } from './saga-type-error.ts';
import type { StepPolicyOptions } from './step-options.ts';
import type { Word } from './word.ts';

/** Where a builder stands: at the top of a saga, inside `when` or `parallel`, or inside a `forEach`. */
export type Place = 'saga' | 'body' | 'item';

/** The place inside a `when` or a `parallel`. */
export type Inside<At extends Place> = At extends 'item' ? 'item' : 'body';

/** Makes a second step of the same name a compile error that says so. */
export type NewName<Name extends string, Results> = Name extends keyof Results
  ? SagaTypeError<`a step named '${Name}' is already defined`>
  : Name;

/**
 * One step's result by the step's name. Builders write `Results & Named<Name, Result>` in place: if an alias named the whole
 * intersection, its arguments would nest one deeper with each step, and a saga of 100 steps would overflow the checker.
 */
export type Named<Name extends string, Result> = { readonly [Key in Name]: Result };

/** A `forEach` step's results by the keys of its items. */
export type ByItem<Results> = { readonly [Name in keyof Results]: Readonly<Record<string, Results[Name]>> };

/** What a compensatable step is given beside its name and its call. */
export interface StepOptions<Input, Results, Result, Scope = unknown> extends StepPolicyOptions {
  /** The call that undoes this step, or `nothing`. */
  readonly compensate: Call<CompensateContext<Input, Results, Result> & Scope, unknown> | Nothing;
  /**
   * Asks the participant by key whether the step's call happened, when its outcome is in doubt. A definite answer
   * settles the step; `unknown` leaves it in doubt.
   */
  readonly probe?: Call<ProbeContext<Input, Results> & Scope, ProbeAnswer<Result>>;
}

/** What a pivot or a retriable step is given beside its name and its call. */
export interface MustSucceedStepOptions<Input, Results, Result, Scope = unknown> extends MustSucceedOptions {
  /** Asks the participant by key whether the step's call happened, before the step is parked for doubt. */
  readonly probe?: Call<ProbeContext<Input, Results> & Scope, ProbeAnswer<Result>>;
}

/** What a pivot is given beside its name and its call. */
export interface PivotOptions<Input, Results, Result, Scope = unknown>
  extends MustSucceedStepOptions<Input, Results, Result, Scope> {
  /**
   * Makes sure, by a tombstone at the participant (`Saga-Operation: fence`), that the pivot can't happen any more. With it
   * the pivot may be tried as a local activity: a saga that is cancelled then asks here first whether a worker that died
   * had got further than anybody knows.
   */
  readonly fence?: Call<FenceContext<Input>, FenceAnswer<Result>>;
}

/** What a step that waits for somebody's word is given. */
export interface WaitForOptions<Value> {
  /** How long it waits. No word in time counts as a refusal, with the code `NO_WORD`. */
  readonly timeout: Duration;
  /** Says what the word's value is: `word<Approval>()`. */
  readonly word?: Word<Value>;
}

/** What a `forEach` is given beside its items. */
export interface ForEachOptions<Item> {
  /**
   * The item's name: 1 to 200 characters (percent-encoded at most 600), one of its own for each item. It becomes part of
   * every key of the item's calls.
   */
  readonly key: (item: Item) => string;
  /** How many items are under way at the same time, at most 500. Default 1: one after the other. */
  readonly concurrency?: number;
}
