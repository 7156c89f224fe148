/**
 * The participant's definite answer to a run or a compensation. `result` is what the handler returned, after a round trip through JSON;
 * `undefined` when it returned nothing, and always for a compensation.
 */
export type CallAnswer<Result> = AppliedAnswer<Result> | RefusedAnswer;

export interface AppliedAnswer<Result> {
  readonly outcome: 'applied';
  readonly result: Result | undefined;
}

export interface RefusedAnswer {
  readonly outcome: 'refused';
  readonly code: string;
  readonly detail?: string;
}

/** The answer to a fence: that run was applied (with its result), or it never was and never will be. */
export type FenceAnswer<Result> =
  | { readonly fence: 'never' }
  | { readonly fence: 'applied'; readonly result: Result | undefined };
