/** Carries a call's result type. It has no value: a call is data, and its result exists only once it was performed. */
declare const result: unique symbol;

/**
 * A call that a step makes: the activity's name and a pure function from the saga's context to its argument.
 * It is data. The engine decides when it is sent, and a performer sends it, so the same definition can be run,
 * drawn, simulated and explored.
 *
 * The function runs inside the workflow: it must be pure (no clock, randomness or input and output).
 */
export interface Call<in Context, out Result> {
  readonly participant: string;
  /** The participant keeps a barrier, so late, duplicate and empty messages are harmless there. */
  readonly barrier: boolean;
  /** The activity's name, such as `inventory.reserve`. */
  readonly activity: string;
  readonly argument: (context: Context) => unknown;
  readonly [result]?: Result;
}

/** A call whose context and result are no longer told apart by type: what definitions hold and the engine reads. */
export type AnyCall = Call<never, unknown>;

/** Says that a step has nothing to undo, such as a step that only reads. */
export const nothing = Object.freeze({ kind: 'nothing' as const });

/** The type of {@link nothing}. */
export type Nothing = typeof nothing;

/** Told by its shape and not by identity, since a bundle may hold a second copy of this module. */
export function isNothing(value: unknown): value is Nothing {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'nothing';
}

/** Whether a value, from a caller whose types we can't trust, is a participant's call. */
export function isCall(value: unknown): value is AnyCall {
  return (
    typeof value === 'object' &&
    value !== null &&
    'activity' in value &&
    'argument' in value &&
    typeof value.argument === 'function'
  );
}
