import { describe, expect, test } from 'vitest';
import type { PathFacts, TurnFacts } from '../src/compare/turn.ts';
import type { LoopFacts } from '../src/measure/closed-loop.ts';
import { callsOf } from '../src/order/operations.ts';
import type { SagaPath } from '../src/order/order.ts';
import type { CallCounts } from '../src/participants/participants-api.ts';
import { comparisonResults, type SystemResult, type Turns } from '../src/report/comparison-results.ts';
import { machineFacts } from '../src/report/machine-facts.ts';

const settings = { rounds: 3, limit: { sagas: 3 }, loadInFlight: 2 };
const machine = machineFacts({ loadBefore: 0, versions: {}, sagaCore: 'source', idle: undefined });

/** A loop of three sagas, each of which took so many milliseconds. */
function loop(milliseconds: number, processorTime: LoopFacts['processorTime'] = { worker: 6, server: 3 }): LoopFacts {
  const latencies = [milliseconds, milliseconds, milliseconds];
  return { sagas: 3, latencies, elapsedMs: milliseconds * 3, processorTime, sampleIds: [] };
}

/** What the participants see of six sagas. */
function countsOf(path: SagaPath, given: Partial<CallCounts> = {}): CallCounts {
  const byOperation = Object.fromEntries(callsOf[path].map((operation) => [operation, 6]));
  return { calls: 30, keys: 30, sagas: 6, byOperation, ...given };
}

function turn(
  milliseconds: number,
  given: { counts?: Partial<CallCounts>; processorTime?: undefined } = {},
): TurnFacts {
  const facts = (path: SagaPath): PathFacts => ({
    alone: loop(milliseconds),
    loaded: 'processorTime' in given ? { ...loop(milliseconds), processorTime: undefined } : loop(milliseconds),
    footprints: [{ events: 35, bytes: 5_000, kinds: { activityTaskScheduled: 5 } }],
    counts: countsOf(path, given.counts),
    sagas: 6,
  });
  return { startUp: 1_000, paths: { success: facts('success'), undo: facts('undo') } };
}

function resultsOf(turns: Record<string, readonly TurnFacts[] | { notRun: string }>) {
  return comparisonResults(new Map(Object.entries(turns)) as Turns, settings, machine);
}

function activityOf(turns: readonly TurnFacts[]): SystemResult {
  const { activity } = resultsOf({ activity: turns }).systems;
  if (activity === undefined || 'notRun' in activity) throw new Error('activity was not run.');
  return activity;
}

describe('The results of a comparison', () => {
  test('are medians over the rounds, so that one bad round changes nothing', () => {
    const { p50, throughput, cpuPerSaga, undo } = activityOf([turn(10), turn(12), turn(900)]);
    expect({ p50, throughput, cpuPerSaga }).toEqual({ p50: 12, throughput: 83.33, cpuPerSaga: 3 });
    expect(undo.p50).toBe(12);
  });

  test('are compared with the saga by hand', () => {
    const { ratios } = resultsOf({ activity: [turn(5)], handwritten: [turn(10)] });
    expect(ratios.activity).toMatchObject({ p50: 0.5, throughput: 2, cpuPerSaga: 1, events: 1, undo: { p50: 0.5 } });
  });

  test('have no ratios without the saga by hand', () => {
    expect(resultsOf({ activity: [turn(5)] }).ratios).toEqual({});
  });

  test('say why a system was not run', () => {
    const { systems, ratios } = resultsOf({
      handwritten: [turn(10)],
      restate: { notRun: 'no server for this platform' },
    });
    expect(systems.restate).toEqual({ notRun: 'no server for this platform' });
    expect(Object.keys(ratios)).toEqual(['handwritten']);
  });

  test('tell how the calls were performed from the events of the histories', () => {
    expect(activityOf([turn(10)]).execution).toEqual({ activities: 5, markers: 0, mode: 'activities' });
  });

  test('say that processor time was not measured where it was not', () => {
    const { cpuPerSaga, cpuByProcess } = activityOf([turn(10, { processorTime: undefined })]);
    expect({ cpuPerSaga, cpuByProcess }).toEqual({ cpuPerSaga: null, cpuByProcess: null });
  });

  test.each([
    ['a call came twice', { calls: 31 }, 1],
    ['a call never came', { calls: 29, keys: 29 }, 0],
    ['one saga made the calls of two', { sagas: 5 }, 0],
    [
      'another call was made in the place of one',
      { byOperation: { ...countsOf('success').byOperation, note: 1, commitItems: 5 } },
      0,
    ],
  ])('tell when %s', (_, counts, repeatedCalls) => {
    expect(activityOf([turn(10), turn(10, { counts })])).toMatchObject({ callsAreExact: false, repeatedCalls });
    expect(activityOf([turn(10), turn(10)])).toMatchObject({ callsAreExact: true, repeatedCalls: 0, calls: 5 });
  });
});
