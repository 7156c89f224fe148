import type { TurnFacts } from '../compare/turn.ts';
import { median } from '../measure/statistics.ts';
import type { SagaPath } from '../order/order.ts';
import { type SystemName, systemNames } from '../systems/system.ts';
import type { MachineFacts } from './machine-facts.ts';
import { type PathResult, pathResult, type RoundPath, rounded, roundPath } from './path-result.ts';

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
