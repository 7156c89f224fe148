import { median } from '../measure/statistics.ts';
import { executionOf } from '../report/execution.ts';
import type { RunFacts } from './growth-api.ts';
import type { CallsPoint } from './growth-results.ts';

/** What all readings of one saga come to: medians over them, and the history of the last. */
export function callsPoint(saga: string, calls: number, readings: readonly RunFacts[]): CallsPoint {
  const last = readings.at(-1);
  if (last === undefined) throw new Error(`Nothing was read of '${saga}'.`);
  const { events, bytes, kinds } = last.footprint;
  const cpu = readings.flatMap(({ processorTime, latencies }) =>
    processorTime === undefined
      ? []
      : [Object.values(processorTime).reduce((sum, ms) => sum + ms, 0) / (latencies.length * calls)],
  );
  const ms = median(readings.map(({ latencies }) => median(latencies)));
  return {
    saga,
    calls,
    ms: Math.round(ms * 10) / 10,
    msPerCall: Math.round((ms / calls) * 100) / 100,
    cpuPerCall: cpu.length === 0 ? null : Math.round(median(cpu) * 100) / 100,
    events,
    bytes,
    execution: executionOf(kinds),
    lastId: last.lastId,
  };
}
