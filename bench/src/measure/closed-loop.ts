import type { SagaPath } from '../order/order.ts';
import { type ProcessorTime, type ProcessRoots, processorTime } from './processor-time.ts';

/** How many sagas are run, and how. */
export interface LoopOptions {
  readonly path: SagaPath;
  /** Sagas under way at any time: as one ends the next begins. */
  readonly inFlight: number;
  /** The sagas' ids are these letters and a number, all of one length: ids are part of every history's size. */
  readonly prefix: string;
  /** The measured part ends with this many sagas, or after this long. */
  readonly limit: { readonly sagas: number } | { readonly seconds: number };
  readonly processes: ProcessRoots;
}

export interface LoopFacts {
  /** All that were run, those before and after the measured part among them. */
  readonly sagas: number;
  /** Milliseconds of each saga of the measured part, from before it is asked for until its end is known. */
  readonly latencies: readonly number[];
  readonly elapsedMs: number;
  /** `undefined`: not measured on this platform. */
  readonly processorTime: ProcessorTime | undefined;
  /** Some sagas of the measured part. */
  readonly sampleIds: readonly string[];
}

const sampleSize = 20;

/**
 * Keeps sagas in flight, and measures while it runs evenly: from when as many have ended as are in flight (at once for one)
 * until the limit. Those still under way then are waited for, but not counted.
 */
export async function closedLoop(
  options: LoopOptions,
  runSaga: (id: string, path: SagaPath) => Promise<void>,
): Promise<LoopFacts> {
  const { path, inFlight, prefix, limit, processes } = options;
  const unmeasured = inFlight === 1 ? 0 : inFlight;
  const latencies: number[] = [];
  const sampleIds: string[] = [];
  let started = 0;
  let ended = 0;
  let began = 0;
  let before: ProcessorTime | undefined;
  let facts: LoopFacts | undefined;

  const begin = () => {
    before = processorTime(processes);
    began = performance.now();
  };
  const isEnough = () =>
    'sagas' in limit ? latencies.length >= limit.sagas : performance.now() - began >= limit.seconds * 1_000;
  const lane = async () => {
    while (facts === undefined) {
      started += 1;
      const id = `${prefix}-${String(started).padStart(6, '0')}`;
      const from = performance.now();
      await runSaga(id, path);
      const latency = performance.now() - from;
      ended += 1;
      if (facts !== undefined) return;
      if (ended > unmeasured) {
        latencies.push(latency);
        if (sampleIds.length < sampleSize) sampleIds.push(id);
      }
      if (ended === unmeasured) begin();
      else if (ended > unmeasured && isEnough()) {
        const elapsedMs = performance.now() - began;
        facts = {
          sagas: 0,
          latencies,
          elapsedMs,
          processorTime: timeBetween(before, processorTime(processes)),
          sampleIds,
        };
      }
    }
  };
  if (unmeasured === 0) begin();
  await Promise.all(Array.from({ length: inFlight }, lane));
  if (facts === undefined) throw new Error('No saga was measured.');
  return { ...facts, sagas: started };
}

/** What was used between two readings. */
export function timeBetween(
  before: ProcessorTime | undefined,
  after: ProcessorTime | undefined,
): ProcessorTime | undefined {
  if (before === undefined || after === undefined) return undefined;
  return Object.fromEntries(Object.entries(after).map(([name, ms]) => [name, ms - (before[name] ?? 0)]));
}
