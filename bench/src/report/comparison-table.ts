import type { ComparisonResults, PathResult, Ratios, SystemResult } from './comparison-results.ts';
import { textTable } from './text-table.ts';

/** The results for people: one table for each path, each value with its ratio to the saga by hand. */
export function comparisonTable({ systems, ratios, settings, machine }: ComparisonResults): string {
  const run = Object.entries(systems).flatMap(([name, result]) => ('notRun' in result ? [] : [{ name, result }]));
  const ratiosOf = (name: string) => ratios[name as keyof typeof ratios];
  const parts = [
    'All calls applied:',
    pathTable(run.map(({ name, result }) => ({ name, result, of: result, ratios: ratiosOf(name) }))),
    'Charge refused, the calls before it undone:',
    pathTable(run.map(({ name, result }) => ({ name, result, of: result.undo, ratios: ratiosOf(name)?.undo }))),
    textTable([
      ['', 'worker start', 'performed by', 'calls per saga', 'repeated', 'measured'],
      ...run.map(({ name, result }) => [
        name,
        `${Math.round(result.startUp)} ms`,
        result.execution?.mode ?? '–',
        `${result.calls} / ${result.undo.calls}`,
        String(result.repeatedCalls + result.undo.repeatedCalls),
        `${result.samples.alone} + ${result.samples.loaded} / ${result.undo.samples.alone} + ${result.undo.samples.loaded}`,
      ]),
    ]),
  ];
  for (const [name, result] of Object.entries(systems)) {
    if ('notRun' in result) parts.push(`${name}: not run: ${result.notRun}`);
  }
  const { rounds, loadInFlight } = settings;
  const { cores, processor, load, date } = machine;
  parts.push(
    `p50 and p99 at 1 in flight, sagas/s and CPU at ${loadInFlight}. Medians of ${rounds} interleaved round${rounds === 1 ? '' : 's'}; in brackets the ratio to handwritten. ${cores} cores (${processor}), load ${load.before} before; ${date}.`,
  );
  return `${parts.join('\n\n')}\n`;
}

interface Row {
  readonly name: string;
  readonly result: SystemResult;
  readonly of: PathResult;
  readonly ratios: Ratios | undefined;
}

function pathTable(rows: readonly Row[]): string {
  return textTable([
    ['', 'p50 ms', 'p99 ms', 'sagas/s', 'CPU ms/saga', 'worker+server+participants', 'events', 'bytes'],
    ...rows.map(({ name, result, of, ratios }) => [
      name,
      withRatio(of.p50, ratios?.p50),
      withRatio(of.p99, ratios?.p99),
      withRatio(of.throughput, ratios?.throughput),
      of.cpuPerSaga === null ? 'not measured' : withRatio(of.cpuPerSaga, ratios?.cpuPerSaga ?? undefined),
      of.cpuByProcess === null ? '–' : byProcess(of.cpuByProcess),
      `${withRatio(of.events, ratios?.events)}${result.eventsAre === 'history events' ? '' : ` ${result.eventsAre}`}`,
      withRatio(of.bytes, ratios?.bytes),
    ]),
  ]);
}

function byProcess(times: Readonly<Record<string, number>>): string {
  return ['worker', 'server', 'participants'].map((name) => (times[name] ?? 0).toFixed(1)).join(' + ');
}

function withRatio(value: number, ratio: number | undefined): string {
  const text = value >= 1_000 ? String(Math.round(value)) : String(Math.round(value * 10) / 10);
  return ratio === undefined ? text : `${text} (${ratio.toFixed(2)})`;
}
