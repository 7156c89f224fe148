import type { LoadReport } from './load-api.ts';
import type { MemorySample } from './memory-watch.ts';

/** The report as people read it. */
export function loadTable({ measured, memory, memoryGrowth }: LoadReport): string {
  const rows = [...measured].sort(([one], [other]) => (one < other ? -1 : 1));
  const milliseconds = (value: number) => value.toFixed(1).padStart(9);
  const widest = Math.max(...rows.map(([name]) => name.length), 'latency in ms'.length);
  const head = `${'latency in ms'.padEnd(widest)}${['count', 'p50', 'p95', 'p99', 'max'].map((name) => name.padStart(9)).join('')}  statuses`;
  const lines = rows.map(([name, of]) => {
    const latencies = [0.5, 0.95, 0.99, 1].map((share) => milliseconds(of.percentile(share))).join('');
    return `${name.padEnd(widest)}${String(of.count).padStart(9)}${latencies}  ${of.statuses}`;
  });
  const orders = measured.get('POST /orders');
  return [
    head,
    ...lines,
    '',
    `Accepting an order: p99 ${orders?.percentile(0.99).toFixed(1)} ms.`,
    ...(['start', 'middle', 'end'] as const).map((when) => memoryLine(when, at(memory, when))),
    `Memory (RSS) of the last third is ${memoryGrowth.toFixed(2)} times that of the middle third, by their medians.`,
  ].join('\n');
}

function at(memory: readonly MemorySample[], when: 'start' | 'middle' | 'end'): MemorySample | undefined {
  const index = { start: 0, middle: Math.floor(memory.length / 2), end: memory.length - 1 }[when];
  return memory[index];
}

function memoryLine(when: string, sample: MemorySample | undefined): string {
  if (sample === undefined) return `${when}: not measured`;
  const megabytes = (bytes: number) => `${(bytes / 1_000_000).toFixed(0)} MB`;
  return `${when.padEnd(6)}  RSS ${megabytes(sample.rss)}, heap ${megabytes(sample.heap)}, ${sample.sockets} open sockets`;
}
