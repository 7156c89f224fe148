import { lineChart } from '../report/line-chart.ts';
import { textTable } from '../report/text-table.ts';
import type { CallsPoint, GrowthResults } from './growth-results.ts';

/** The charts by their file's name. */
export function growthCharts({ sequence, parallel, inFlight }: GrowthResults): Readonly<Record<string, string>> {
  const over = (points: readonly CallsPoint[], value: (point: CallsPoint) => number) =>
    points.map((point) => ({ x: point.calls, y: value(point) }));
  const memory = (of: 'workerMb' | 'serverMb') => inFlight.map((point) => ({ x: point.sagas, y: point[of] ?? 0 }));
  return {
    'growth-sequence': lineChart({
      title: 'One saga, more and more calls one after the other',
      xTitle: 'calls in sequence (the last point is a forEach)',
      yTitle: 'milliseconds per call',
      series: [
        { name: 'time', points: over(sequence, ({ msPerCall }) => msPerCall) },
        { name: 'CPU, all processes', points: over(sequence, ({ cpuPerCall }) => cpuPerCall ?? 0) },
      ],
    }),
    'growth-history': lineChart({
      title: 'What one call adds to the history',
      xTitle: 'calls in sequence (the last point is a forEach)',
      yTitle: 'bytes of history per call',
      series: [{ name: 'bytes per call', points: over(sequence, ({ bytes, calls }) => bytes / calls) }],
    }),
    'growth-parallel': lineChart({
      title: 'One saga, more and more calls at the same time',
      xTitle: 'calls in parallel',
      yTitle: 'milliseconds per call',
      series: [
        { name: 'time', points: over(parallel, ({ msPerCall }) => msPerCall) },
        { name: 'CPU, all processes', points: over(parallel, ({ cpuPerCall }) => cpuPerCall ?? 0) },
      ],
    }),
    'growth-in-flight': lineChart({
      title: 'More and more sagas in flight, each waiting',
      xTitle: 'sagas in flight',
      yTitle: 'resident memory, MB',
      series: [
        { name: 'worker', points: memory('workerMb') },
        { name: 'Temporal server', points: memory('serverMb') },
      ],
    }),
  };
}

/** The same for people on a terminal. */
export function growthTable(results: GrowthResults): string {
  const { sequence, parallel, inFlight, rows, replay, explorer, memoryPerSagaKb } = results;
  const calls = (points: readonly CallsPoint[]) =>
    textTable([
      ['', 'calls', 'ms', 'ms/call', 'CPU ms/call', 'events', 'bytes/call', 'performed by'],
      ...points.map((point) => [
        point.saga,
        String(point.calls),
        String(point.ms),
        String(point.msPerCall),
        String(point.cpuPerCall ?? 'not measured'),
        String(point.events),
        String(Math.round(point.bytes / point.calls)),
        point.execution.mode,
      ]),
    ]);
  const parts = [
    calls(sequence),
    `CPU per call at 256 calls: ${results.cpuPerCall256To16 ?? 'not measured'} times that at 16.`,
    calls(parallel),
    textTable([
      ['sagas in flight', 'cached', 'worker MB', 'server MB', 'started/s'],
      ...inFlight.map(({ sagas, cached, workerMb, serverMb, startedPerSecond }) =>
        [sagas, cached, workerMb ?? '–', serverMb ?? '–', startedPerSecond].map(String),
      ),
    ]),
    `Memory of one more saga: worker ${memoryPerSagaKb.worker ?? '–'} kB, server ${memoryPerSagaKb.server ?? '–'} kB.`,
    ...rows.map(
      ({ saga, rows }) =>
        `Rows of one ${saga}: ${Object.entries(rows)
          .map(([table, count]) => `${count} ${table}`)
          .join(', ')}.`,
    ),
    textTable([
      ['replayed', 'events', 'events/s'],
      ...replay.map(({ saga, events, eventsPerSecond }) => [saga, String(events), String(eventsPerSecond)]),
    ]),
    `Explorer: ${results.transitionsPerSecond} transitions a second (${explorer.transitions} between ${explorer.states} states in ${explorer.seconds} s, ${explorer.exhaustive ? 'exhaustive' : 'not exhaustive'}, ${explorer.violations} violations).`,
  ];
  const { machine, rounds: times } = results;
  parts.push(
    `Medians of ${times} round${times === 1 ? '' : 's'}. ${machine.cores} cores (${machine.processor}), ${machine.memoryGb} GB, load ${machine.load.before} before; ${machine.date}.`,
  );
  return `${parts.join('\n\n')}\n`;
}
