import fc from 'fast-check';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { TokenBuckets } from '../../src/api/hardening/token-buckets.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const rates = fc.record({ perSecond: fc.integer({ min: 1, max: 50 }), burst: fc.integer({ min: 1, max: 5 }) });

test('whenever requests come, in no stretch of time are more taken than the burst and the rate allow', () => {
  fc.assert(
    fc.property(
      rates,
      fc.array(fc.integer({ min: 0, max: 700 }), { maxLength: 200 }),
      ({ perSecond, burst }, pauses) => {
        const size = burst * perSecond;
        const buckets = new TokenBuckets({ perSecond, size });
        const taken: number[] = [];
        for (const pause of pauses) {
          vi.advanceTimersByTime(pause);
          if (buckets.increment('one').totalHits <= size) taken.push(performance.now());
        }
        for (const [first, from] of taken.entries()) {
          for (const [last, until] of taken.entries()) {
            if (last < first) continue;
            expect(last - first + 1).toBeLessThanOrEqual(size + ((until - from) * perSecond) / 1000 + 1e-3);
          }
        }
      },
    ),
    { numRuns: 100 },
  );
});

test('a full burst is taken at once, then nothing, and again one as soon as it is said', () => {
  fc.assert(
    fc.property(rates, ({ perSecond, burst }) => {
      const size = burst * perSecond;
      const buckets = new TokenBuckets({ perSecond, size });
      for (let count = 1; count <= size; count += 1) expect(buckets.increment('one').totalHits).toBe(count);
      // Who insists does not put it off.
      for (let count = 1; count <= 100; count += 1) expect(buckets.increment('one').totalHits).toBe(size + 1);
      const { resetTime } = buckets.increment('one');
      expect(buckets.increment('other').totalHits).toBe(1);
      vi.advanceTimersByTime(Math.ceil((resetTime?.getTime() ?? 0) - Date.now()) + 1);
      expect(buckets.increment('one').totalHits).toBe(size);
    }),
    { numRuns: 50 },
  );
});

test('one that keeps to the rate is never refused, for however long', () => {
  const buckets = new TokenBuckets({ perSecond: 4, size: 4 });
  for (let count = 0; count < 10_000; count += 1) {
    expect(buckets.increment('one').totalHits).toBe(1);
    vi.advanceTimersByTime(250);
  }
});

test('a bucket that is full again is forgotten, so that a million addresses take no memory for long', () => {
  const buckets = new TokenBuckets({ perSecond: 1, size: 5 });
  for (let count = 0; count < 10_000; count += 1) {
    buckets.increment(`address-${count}`);
    vi.advanceTimersByTime(1);
  }
  expect(buckets.remembered).toBeLessThanOrEqual(1_001);
});
