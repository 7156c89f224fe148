import type { Refused } from './outcome.ts';

/** A no as it came over the wire, where its type is a promise that someone else may not have kept. */
export function readRefused(said: unknown): Refused {
  const refused = (said ?? {}) as { readonly code?: unknown; readonly detail?: unknown };
  const code = typeof refused.code === 'string' ? refused.code : 'REFUSED';
  return typeof refused.detail === 'string' ? { code, detail: refused.detail } : { code };
}
