import { describe, expect, it, test } from 'vitest';
import { underTestEnvironment } from '../fuzz/api-under-test.ts';
import { startTestSystem } from '../start/test-system.ts';
import { loadApi } from './load-api.ts';
import { LoadArgumentsError, readLoadArguments } from './load-arguments.ts';
import { loadTable } from './load-report.ts';
import { Measurements } from './measurements.ts';
import { growth } from './memory-watch.ts';
import { sendAtPace } from './send-at-pace.ts';

const { signal } = new AbortController();

it('The load of a few seconds is answered as it should be, and the report tells of every kind of request', async () => {
  const running = await startTestSystem({ environment: underTestEnvironment });
  try {
    const { seconds, reads, orders } = readLoadArguments(['--check']);
    const url = running.system.url('api');
    const report = await loadApi({
      url,
      seconds,
      reads,
      orders,
      judgeMemory: false,
      signal,
      onProgress: () => undefined,
    });
    expect(report.findings).toEqual([]);
    const counts = [...report.measured.values()].map(({ count }) => count);
    expect(counts.reduce((sum, count) => sum + count)).toBe((reads + orders) * seconds);
    expect(report.measured.get('POST /orders')?.count).toBe(orders * seconds);
    const table = loadTable(report);
    for (const name of report.measured.keys()) expect(table).toContain(name);
    expect(table).not.toContain('NaN');
  } finally {
    await running.stop();
  }
}, 120_000);

test('requests are sent at their pace also while nobody answers', async () => {
  const waiting: (() => void)[] = [];
  await sendAtPace({
    perSecond: 1_000,
    seconds: 1,
    signal,
    // Nobody is answered before all have asked.
    send: () =>
      new Promise((resolve) => {
        waiting.push(resolve);
        if (waiting.length === 1_000) for (const answer of waiting) answer();
      }),
  });
  expect(waiting).toHaveLength(1_000);
});

describe('the figures', () => {
  test('a percentile is the latency that this share did not exceed', () => {
    const of = new Measurements();
    for (let latency = 100; latency >= 1; latency -= 1) of.add(200, latency);
    expect([0.5, 0.95, 0.99, 1].map((share) => of.percentile(share))).toEqual([50, 95, 99, 100]);
    expect(of.statuses).toBe('200: 100');
  });

  test.each([
    ['stays', [90, 50, 100, 100, 110, 100], 1, true],
    ['grows by 15 per cent', [1, 1, 100, 100, 115, 115], 1.15, true],
    ['grows by more', [1, 1, 100, 100, 116, 116], 1.16, false],
  ])('memory that %s from the middle third to the last', (_how, megabytes, factor, isFlat) => {
    expect(growth(megabytes.map((rss) => ({ rss, heap: 0, sockets: 0 })))).toEqual({ factor, isFlat });
  });

  test.each(['0', '-1', '1.5', 'many', ''])('%j is no pace', (reads) => {
    expect(() => readLoadArguments([`--reads=${reads}`])).toThrow(LoadArgumentsError);
  });
});
