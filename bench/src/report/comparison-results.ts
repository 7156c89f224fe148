import type { PathFacts, TurnFacts } from '../compare/turn.ts';
import { median, quantile } from '../measure/statistics.ts';
import { callsOf } from '../order/operations.ts';
import type { SagaPath } from '../order/order.ts';
import { type SystemName, systemNames } from '../systems/system.ts';
import { type Execution, executionOf } from './execution.ts';
import type { MachineFacts } from './machine-facts.ts';

/** One path of a system, medians over the rounds. */
export interface PathResult {
  /** Milliseconds of one saga with no other in flight. */
  readonly p50: number;
  readonly p99: number;
  /** Sagas a second under load. */
  readonly throughput: number;
  /** Milliseconds of processor time per saga under load, of all processes; null: not measured on this platform. */
  readonly cpuPerSaga: number | null;
  /** The same by process: `worker` (with whoever starts the sagas), `server`, `participants`. */
  readonly cpuByProcess: Readonly<Record<string, number>> | null;
  /** The same as `cpuPerSaga` with one saga in flight: what stands by for others counts in full. */
  readonly cpuPerSagaAlone: number | null;
  /** Events of a history, entries of a journal, or rows (`eventsAre`) of one saga run alone. */
  readonly events: number;
  readonly bytes: number;
  readonly eventKinds: Readonly<Record<string, number>>;
  readonly execution: Execution | null;
  /** Calls per saga that the participants saw. */
  readonly calls: number;
  /** Calls that came more than once, over all rounds. */
  readonly repeatedCalls: number;
  /** Whether each saga made each of its calls exactly once. */
  readonly callsAreExact: boolean;
  /** Sagas measured alone and under load, over all rounds. */
  readonly samples: { readonly alone: number; readonly loaded: number };
}

export interface SystemResult extends PathResult {
  readonly undo: PathResult;
  /** Milliseconds from the start of the worker's process until its first saga had ended. */
  readonly startUp: number;
  readonly eventsAre: 'history events' | 'journal entries' | 'rows';
  /** What each round gave, to see how far the medians can be trusted. */
  readonly rounds: readonly RoundResult[];
}

interface RoundResult {
  readonly success: RoundPath;
  readonly undo: RoundPath;
  readonly startUp: number;
}

interface RoundPath {
  readonly p50: number;
  readonly p99: number;
  readonly throughput: number;
  readonly cpuPerSaga: number | null;
}

export interface Ratios {
  readonly p50: number;
  readonly p99: number;
  readonly throughput: number;
  readonly cpuPerSaga: number | null;
  readonly events: number;
  readonly bytes: number;
}

export interface ComparisonResults {
  readonly systems: Readonly<Partial<Record<SystemName, SystemResult | { readonly notRun: string }>>>;
  /** Each system's medians divided by those of `handwritten`. */
  readonly ratios: Readonly<Partial<Record<SystemName, Ratios & { readonly undo: Ratios }>>>;
  readonly settings: ComparisonSettings;
  readonly machine: MachineFacts;
}

/** How much was measured. */
export interface ComparisonSettings {
  readonly rounds: number;
  readonly limit: { readonly sagas: number } | { readonly seconds: number };
  /** How many sagas at the same time "under load" is. */
  readonly loadInFlight: number;
}

export type Turns = ReadonlyMap<SystemName, readonly TurnFacts[] | { readonly notRun: string }>;

/** Medians over the rounds, and their ratios to the saga by hand. */
export function comparisonResults(
  turns: Turns,
  settings: ComparisonSettings,
  machine: MachineFacts,
): ComparisonResults {
  const systems: Partial<Record<SystemName, SystemResult | { readonly notRun: string }>> = {};
  for (const name of systemNames) {
    const taken = turns.get(name);
    if (taken !== undefined) systems[name] = 'notRun' in taken ? taken : systemResult(name, taken);
  }
  const { handwritten } = systems;
  const ratios: Partial<Record<SystemName, Ratios & { readonly undo: Ratios }>> = {};
  if (handwritten !== undefined && !('notRun' in handwritten)) {
    for (const [name, result] of Object.entries(systems) as [SystemName, SystemResult | { notRun: string }][]) {
      if ('notRun' in result) continue;
      ratios[name] = { ...ratiosOf(result, handwritten), undo: ratiosOf(result.undo, handwritten.undo) };
    }
  }
  return { systems, ratios, settings, machine };
}

function systemResult(name: SystemName, turns: readonly TurnFacts[]): SystemResult {
  const onTemporal = name !== 'restate' && name !== 'dbos';
  const of = (path: SagaPath) =>
    pathResult(
      path,
      turns.map(({ paths }) => paths[path]),
      onTemporal,
    );
  return {
    ...of('success'),
    undo: of('undo'),
    startUp: rounded(median(turns.map(({ startUp }) => startUp))),
    eventsAre: onTemporal ? 'history events' : name === 'restate' ? 'journal entries' : 'rows',
    rounds: turns.map(({ startUp, paths }) => ({
      success: roundPath(paths.success),
      undo: roundPath(paths.undo),
      startUp: rounded(startUp),
    })),
  };
}

function roundPath({ alone, loaded }: PathFacts): RoundPath {
  const cpu = perSaga(loaded);
  return {
    p50: rounded(quantile(alone.latencies, 0.5)),
    p99: rounded(quantile(alone.latencies, 0.99)),
    throughput: rounded((loaded.latencies.length * 1_000) / loaded.elapsedMs),
    cpuPerSaga: cpu === null ? null : rounded(total(cpu)),
  };
}

function pathResult(path: SagaPath, rounds: readonly PathFacts[], onTemporal: boolean): PathResult {
  const each = rounds.map(roundPath);
  const loaded = rounds.map((round) => perSaga(round.loaded));
  const alone = rounds.map((round) => perSaga(round.alone));
  const footprints = rounds.flatMap((round) => round.footprints);
  const eventKinds = mediansByName(footprints.map(({ kinds }) => kinds));
  const sagas = rounds.reduce((sum, round) => sum + round.sagas, 0);
  const calls = rounds.reduce((sum, { counts }) => sum + counts.calls, 0);
  return {
    p50: rounded(median(each.map(({ p50 }) => p50))),
    p99: rounded(median(each.map(({ p99 }) => p99))),
    throughput: rounded(median(each.map(({ throughput }) => throughput))),
    cpuPerSaga: whereMeasured(loaded, (times) => rounded(median(times.map(total)))),
    cpuByProcess: whereMeasured(loaded, mediansByName),
    cpuPerSagaAlone: whereMeasured(alone, (times) => rounded(median(times.map(total)))),
    events: median(footprints.map(({ events }) => events)),
    bytes: median(footprints.map(({ bytes }) => bytes)),
    eventKinds,
    execution: onTemporal ? executionOf(eventKinds) : null,
    calls: calls / sagas,
    repeatedCalls: rounds.reduce((sum, { counts }) => sum + counts.calls - counts.keys, 0),
    callsAreExact: rounds.every((round) => isExact(path, round)),
    samples: {
      alone: rounds.reduce((sum, round) => sum + round.alone.latencies.length, 0),
      loaded: rounds.reduce((sum, round) => sum + round.loaded.latencies.length, 0),
    },
  };
}

/** Every saga made every call of its path, none twice, and no other. */
function isExact(path: SagaPath, { counts, sagas }: PathFacts): boolean {
  const { calls, keys, byOperation } = counts;
  const wanted: readonly string[] = callsOf[path];
  return (
    counts.sagas === sagas &&
    calls === sagas * wanted.length &&
    keys === calls &&
    wanted.every((operation) => byOperation[operation] === sagas)
  );
}

function perSaga({ processorTime, latencies }: PathFacts['alone']): Readonly<Record<string, number>> | null {
  if (processorTime === undefined) return null;
  return Object.fromEntries(Object.entries(processorTime).map(([name, ms]) => [name, ms / latencies.length]));
}

function whereMeasured<Value>(
  times: readonly (Readonly<Record<string, number>> | null)[],
  make: (measured: readonly Readonly<Record<string, number>>[]) => Value,
): Value | null {
  const measured = times.filter((time) => time !== null);
  return measured.length === 0 ? null : make(measured);
}

function mediansByName(records: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const names = [...new Set(records.flatMap((record) => Object.keys(record)))];
  return Object.fromEntries(names.map((name) => [name, rounded(median(records.map((record) => record[name] ?? 0)))]));
}

function ratiosOf(result: PathResult, baseline: PathResult): Ratios {
  const ratio = (value: number, by: number) => Math.round((value / by) * 1_000) / 1_000;
  const { cpuPerSaga } = result;
  return {
    p50: ratio(result.p50, baseline.p50),
    p99: ratio(result.p99, baseline.p99),
    throughput: ratio(result.throughput, baseline.throughput),
    cpuPerSaga: cpuPerSaga === null || baseline.cpuPerSaga === null ? null : ratio(cpuPerSaga, baseline.cpuPerSaga),
    events: ratio(result.events, baseline.events),
    bytes: ratio(result.bytes, baseline.bytes),
  };
}

function total(times: Readonly<Record<string, number>>): number {
  return Object.values(times).reduce((sum, ms) => sum + ms, 0);
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
