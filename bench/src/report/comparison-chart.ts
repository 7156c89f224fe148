import type { ComparisonResults, PathResult, SystemResult } from './comparison-results.ts';
import { round, shortNumber, svgDocument, svgText } from './svg.ts';

const panels: readonly { readonly title: string; readonly value: (path: PathResult) => number | null }[] = [
  { title: 'Median, 1 in flight (ms)', value: ({ p50 }) => p50 },
  { title: '99th percentile, 1 in flight (ms)', value: ({ p99 }) => p99 },
  { title: 'Sagas a second under load (more is better)', value: ({ throughput }) => throughput },
  { title: 'CPU per saga, all processes (ms)', value: ({ cpuPerSaga }) => cpuPerSaga },
  { title: 'Events, journal entries or rows per saga', value: ({ events }) => events },
  { title: 'Bytes kept per saga', value: ({ bytes }) => bytes },
];

const panelWidth = 440;
const panelTop = 64;
const rowHeight = 34;
const labelWidth = 96;
const barWidth = 250;

/** All measures of all systems that were run: for each system a bar for either path. */
export function comparisonChart({ systems, settings, machine }: ComparisonResults): string {
  const run = Object.entries(systems).flatMap(([name, result]) => ('notRun' in result ? [] : [{ name, result }]));
  const panelHeight = 40 + run.length * rowHeight;
  const body = [
    svgText(16, 26, 'create-order: five calls, on each system', 'title'),
    svgText(
      16,
      46,
      `upper bar: all applied; lower bar: charge refused and undone. Medians over ${settings.rounds} interleaved rounds, ${machine.cores} cores, ${machine.date.slice(0, 10)}`,
      'faint',
    ),
    ...panels.flatMap((panel, index) =>
      drawPanel(panel, run, (index % 2) * panelWidth + 16, panelTop + Math.floor(index / 2) * panelHeight),
    ),
  ];
  const height = panelTop + Math.ceil(panels.length / 2) * panelHeight + 8;
  return svgDocument({
    width: panelWidth * 2 + 16,
    height,
    title: 'One saga of five calls on several systems',
    description: run
      .map(({ name, result }) => `${name}: median ${result.p50} ms, ${result.throughput} sagas a second`)
      .join('; '),
    body,
  });
}

function drawPanel(
  { title, value }: (typeof panels)[number],
  run: readonly { readonly name: string; readonly result: SystemResult }[],
  x: number,
  y: number,
): string[] {
  const values = run.flatMap(({ result }) => [value(result) ?? 0, value(result.undo) ?? 0]);
  const largest = Math.max(...values, Number.MIN_VALUE);
  const bar = (amount: number | null, top: number, classes: string) => {
    if (amount === null) return [svgText(x + labelWidth + 4, top + 11, 'not measured', 'faint')];
    const width = (amount / largest) * barWidth;
    return [
      `<rect class="${classes}" x="${x + labelWidth}" y="${top}" width="${round(Math.max(width, 1))}" height="12" rx="2"/>`,
      svgText(x + labelWidth + width + 5, top + 10.5, shortNumber(amount), 'faint'),
    ];
  };
  return [
    svgText(x, y + 16, title),
    ...run.flatMap(({ name, result }, row) => {
      const top = y + 26 + row * rowHeight;
      const colour = name === 'handwritten' ? 'base' : name === 'restate' || name === 'dbos' ? 'other' : 'own';
      return [
        svgText(x + labelWidth - 8, top + 17, name, 'end'),
        ...bar(value(result), top, colour),
        ...bar(value(result.undo), top + 14, `${colour} half`),
      ];
    }),
  ];
}
