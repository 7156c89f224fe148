import type { Execution } from '../report/execution.ts';
import type { MachineFacts } from '../report/machine-facts.ts';
import type { ExploreFacts } from './explore-api.ts';

/** Sagas of one number of calls. */
export interface CallsPoint {
  readonly saga: string;
  readonly calls: number;
  /** From before it is started until its end is known. */
  readonly ms: number;
  readonly msPerCall: number;
  /** Milliseconds of processor time per call, of worker, server and participants. */
  readonly cpuPerCall: number | null;
  readonly events: number;
  readonly bytes: number;
  readonly execution: Execution;
  readonly lastId: string;
}

/** So many sagas that wait. */
export interface HeldPoint {
  readonly sagas: number;
  readonly cached: number;
  readonly startedPerSecond: number;
  /** Resident memory. */
  readonly workerMb: number | null;
  readonly serverMb: number | null;
}

export interface ReplayPoint {
  readonly saga: string;
  readonly events: number;
  readonly eventsPerSecond: number;
}

export interface GrowthMeasures {
  readonly sequence: readonly CallsPoint[];
  readonly parallel: readonly CallsPoint[];
  readonly inFlight: readonly HeldPoint[];
  readonly replay: readonly ReplayPoint[];
  readonly explorer: ExploreFacts;
  readonly temporalVersion: string;
}

export type GrowthResults = Omit<GrowthMeasures, 'temporalVersion'> & {
  /** Processor time per call at 256 calls in sequence, divided by that at 16. */
  readonly cpuPerCall256To16: number | null;
  /** Kilobytes of memory that one more saga in flight takes, from the fewest to the most. */
  readonly memoryPerSagaKb: { readonly worker: number | null; readonly server: number | null };
  readonly transitionsPerSecond: number;
  readonly machine: MachineFacts;
};

export function growthResults(measures: GrowthMeasures, machine: MachineFacts): GrowthResults {
  const { temporalVersion: _, ...rest } = measures;
  const cpuAt = (calls: number) => rest.sequence.find((point) => point.calls === calls)?.cpuPerCall ?? null;
  const [many, few] = [cpuAt(256), cpuAt(16)];
  return {
    ...rest,
    cpuPerCall256To16: many === null || few === null ? null : Math.round((many / few) * 100) / 100,
    memoryPerSagaKb: { worker: perSaga('workerMb'), server: perSaga('serverMb') },
    transitionsPerSecond: Math.round(rest.explorer.transitions / rest.explorer.seconds),
    machine,
  };

  function perSaga(of: 'workerMb' | 'serverMb'): number | null {
    const [first, last] = [rest.inFlight[0], rest.inFlight.at(-1)];
    const [low, high] = [first?.[of] ?? null, last?.[of] ?? null];
    if (first === undefined || last === undefined || low === null || high === null) return null;
    return Math.round(((high - low) * 1_024) / (last.sagas - first.sagas));
  }
}
