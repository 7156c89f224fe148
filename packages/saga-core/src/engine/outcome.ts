/** Why we cannot know whether a call happened. `code` is stable, `detail` is for people and holds nothing personal. */
export interface Doubt {
  /** `TIMEOUT` no answer within the budget · `CANCELLED` stopped while in flight · `UNSETTLED` not settled in time · `FAILED` tried to the end ·
   * `FORGOTTEN` a worker that died may have sent it. */
  readonly code: 'TIMEOUT' | 'CANCELLED' | 'UNSETTLED' | 'FAILED' | 'FORGOTTEN';
  readonly detail?: string;
}

/** A participant's definite no: nothing happened, and nothing will. */
export interface Refused {
  readonly code: string;
  readonly detail?: string;
}

/**
 * What an undo knows of the run that it undoes: it was applied, and gave a result; or we cannot know, and it may have been.
 * A refused run has no undo. Narrow by `kind` before reading `result`.
 */
export type Outcome<Result> =
  | { readonly kind: 'applied'; readonly result: Result }
  | { readonly kind: 'inDoubt'; readonly doubt: Doubt };
