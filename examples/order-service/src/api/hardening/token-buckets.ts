import type { ClientRateLimitInfo, Store } from 'express-rate-limit';

export interface TokenBucketsOptions {
  /** How many tokens drip into a bucket in a second. */
  readonly perSecond: number;
  /** How many it holds. */
  readonly size: number;
}

/**
 * A bucket of tokens per key, as a store of `express-rate-limit`: "so many per second, and so many at once". Its own store counts in
 * windows, which is not that: around the border of two it lets twice the burst through, and who has used a window up gets nothing for
 * seconds. What is kept of a bucket is only when it will be full (the generic cell rate algorithm, ITU-T I.371), and nothing once it is.
 * A refused request takes no token, so whoever insists still gets the rate.
 */
export class TokenBuckets implements Store {
  readonly localKeys = true;
  readonly #dripMilliseconds: number;
  readonly #size: number;
  /** By key, the one that was used longest ago first. */
  readonly #fullAt = new Map<string, number>();

  constructor({ perSecond, size }: TokenBucketsOptions) {
    this.#dripMilliseconds = 1000 / perSecond;
    this.#size = size;
  }

  /** How many keys it remembers. */
  get remembered(): number {
    return this.#fullAt.size;
  }

  increment(key: string): ClientRateLimitInfo {
    const now = performance.now();
    this.#forgetFull(now);
    const fullAt = Math.max(now, this.#fullAt.get(key) ?? 0) + this.#dripMilliseconds;
    const taken = (fullAt - now) / this.#dripMilliseconds;
    // Sums of fractions: a millionth of a token is no reason to refuse.
    const tooMany = taken - this.#size;
    if (tooMany > 1e-6)
      return { totalHits: this.#size + 1, resetTime: inMilliseconds(tooMany * this.#dripMilliseconds) };
    this.#fullAt.delete(key);
    this.#fullAt.set(key, fullAt);
    return { totalHits: Math.min(Math.ceil(taken - 1e-6), this.#size), resetTime: inMilliseconds(fullAt - now) };
  }

  decrement(key: string): void {
    const fullAt = this.#fullAt.get(key);
    if (fullAt !== undefined) this.#fullAt.set(key, fullAt - this.#dripMilliseconds);
  }

  resetKey(key: string): void {
    this.#fullAt.delete(key);
  }

  /** Two for each that may come: so it never has more than were used while one bucket fills, and no request waits for a sweep. */
  #forgetFull(now: number): void {
    let looked = 0;
    for (const [key, fullAt] of this.#fullAt) {
      looked += 1;
      if (fullAt > now || looked > 2) return;
      this.#fullAt.delete(key);
    }
  }
}

function inMilliseconds(milliseconds: number): Date {
  return new Date(Date.now() + milliseconds);
}
