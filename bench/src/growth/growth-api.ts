import type { ProcessorTime, ProcessRoots } from '../measure/processor-time.ts';
import type { Footprint } from '../systems/system.ts';

/** What the harness asks the process that runs the growing sagas. */
export interface GrowthApi {
  open(surroundings: GrowthSurroundings): Promise<void>;
  /** Runs sagas one after the other. */
  run(options: RunOptions): Promise<RunFacts>;
  /** Starts sagas that wait, until so many are waiting in all. */
  hold(options: { readonly inFlight: number }): Promise<HeldFacts>;
  /** Replays one closed saga's history, so many copies of it. */
  replay(options: { readonly id: string; readonly copies: number }): Promise<ReplayFacts>;
}

export interface GrowthSurroundings {
  readonly participantsUrl: string;
  readonly temporalAddress: string;
  readonly workflowBundle: string;
}

export interface RunOptions {
  readonly saga: string;
  readonly times: number;
  /** The sagas' ids are these letters and a number. */
  readonly prefix: string;
  readonly processes: ProcessRoots;
}

export interface RunFacts {
  readonly latencies: readonly number[];
  readonly processorTime: ProcessorTime | undefined;
  /** Of the last one. */
  readonly footprint: Footprint;
  readonly lastId: string;
}

export interface HeldFacts {
  /** Workflows that the worker holds ready in memory; the others are replayed when something happens to them. */
  readonly cached: number;
  readonly startedPerSecond: number;
}

export interface ReplayFacts {
  readonly events: number;
  readonly elapsedMs: number;
}
