/**
 * What a participant says when it is asked by key whether a call happened.
 * `applied` it did, with this result · `refused` it was refused, and will be under this key for ever ·
 * `unknown` nothing is known of it, which is no "no": a request that is still under way may yet arrive.
 */
export type ProbeAnswer<Result> =
  | { readonly kind: 'applied'; readonly result: Result }
  | { readonly kind: 'refused'; readonly code: string; readonly detail?: string }
  | { readonly kind: 'unknown' };
