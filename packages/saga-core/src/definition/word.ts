/** Carries the type of a word's value. It has no value. */
declare const value: unique symbol;

/** The type of a word that a step waits for. */
export interface Word<Value> {
  readonly [value]?: Value;
}

/**
 * Says of what type somebody's word to a waiting step is.
 *
 * @example
 * ```ts
 * saga<Order>('order').waitFor('approval', { timeout: '2d', word: word<{ approvedBy: string }>() });
 * ```
 */
export function word<Value>(): Word<Value> {
  return Object.freeze({});
}
