/** Who decided, and why. Both land in history. */
export interface Decider {
  readonly actor: string;
  readonly reason: string;
}

/** What a person does about a parked call. */
export type OperatorAction =
  /** Try the same call again; with an `argument`, that one in place of the mapped argument, under a new key. */
  | { readonly action: 'retry'; readonly argument?: unknown }
  /** Give the call up. Not for a pivot or a run that can be undone: cancel the saga instead. */
  | { readonly action: 'skip' }
  /** It was settled outside: an undo was done by hand, or the call is known to have been applied or refused. */
  | { readonly action: 'resolvedElsewhere'; readonly outcome?: 'applied' | 'refused'; readonly result?: unknown };

/** A person's decision about the parked call of one step. */
export type OperatorDecision = OperatorAction & Decider & { readonly step: string };
