import type { Answer } from './answer.ts';

/** At least this long, so that `Retry-After: 0` does not make a busy service busier. */
const shortestMs = 100;

/** At most as long as the most patient retry waits anyway, so that no participant can put a saga to sleep. */
const longestMs = 10_000;

/**
 * When an overloaded participant (429 or 503) wants to be asked again: `Retry-After` in milliseconds, within bounds.
 * RFC 9110, section 10.2.3: a number of seconds, or a date. `undefined` when it does not say.
 */
export function retryAfter({ status, headers }: Pick<Answer, 'status' | 'headers'>): number | undefined {
  if (status !== 429 && status !== 503) return undefined;
  const value = headers.get('retry-after')?.trim();
  if (!value) return undefined;
  const ms = /^\d+$/.test(value) ? Number(value) * 1000 : httpDate(value) - Date.now();
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(ms, shortestMs), longestMs);
}

/** `Date.parse` alone would take nearly anything, such as "-1", for a date. */
function httpDate(value: string): number {
  return /^[A-Z][a-z]{2}, .+ GMT$/.test(value) ? Date.parse(value) : Number.NaN;
}
