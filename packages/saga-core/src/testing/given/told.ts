import type { OperatorAction } from '../../engine/decision.ts';
import type { GivenWord } from '../../engine/given-word.ts';
import type { Doubt, Refused } from '../../engine/outcome.ts';
import type { CallOperation } from '../../engine/saga-command.ts';

/** What becomes of a call. `answered`: what a probe or a fence says. @internal */
export type ToldAnswer =
  | { readonly kind: 'applied'; readonly result?: unknown }
  | { readonly kind: 'refused'; readonly refused: Refused }
  | { readonly kind: 'inDoubt'; readonly doubt: Doubt }
  | { readonly kind: 'timedOut' }
  | { readonly kind: 'answered'; readonly answer: unknown };

/** What becomes of one sending of a step's call; the next one that is told of speaks of the next sending. @internal */
export interface ToldOutcome {
  readonly kind: 'outcome';
  readonly operation: CallOperation;
  /** The step's address. */
  readonly step: string;
  readonly answer: ToldAnswer;
  /** Milliseconds from the sending to the answer. */
  readonly after: number;
}

/** When somebody does something: as a step's call has just been sent, so long after the start, or when all else has come to rest. @internal */
export type Moment =
  | { readonly at: 'sent'; readonly step: string }
  | { readonly at: 'time'; readonly milliseconds: number }
  | { readonly at: 'rest' };

/** @internal */
export type Deed =
  | { readonly kind: 'cancel'; readonly detail?: string }
  | { readonly kind: 'say'; readonly step: string; readonly word: GivenWord }
  | { readonly kind: 'decide'; readonly step: string; readonly action: OperatorAction };

/** Something that somebody does at a moment. @internal */
export interface ToldDeed {
  readonly kind: 'deed';
  readonly moment: Moment;
  readonly deed: Deed;
}

/** One thing that a sentence says. @internal */
export type Told = ToldOutcome | ToldDeed;
