import { median } from './measurements.ts';

/** What the API said of itself at one moment, in bytes and sockets. */
export interface MemorySample {
  readonly rss: number;
  readonly heap: number;
  readonly sockets: number;
}

const series = {
  rss: 'process_resident_memory_bytes',
  heap: 'nodejs_heap_size_used_bytes',
  sockets: 'http_connections_open',
} as const;

/** The median RSS of the last third must not be above this times that of the middle third; the first third is warming up. */
const flat = 1.15;

/** Reads `GET /metrics`. */
export async function memoryOf(url: string): Promise<MemorySample> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const value = (name: string) =>
    Number(new RegExp(`^${name}(?:\\{[^}]*\\})? (\\S+)`, 'm').exec(text)?.[1] ?? Number.NaN);
  return { rss: value(series.rss), heap: value(series.heap), sockets: value(series.sockets) };
}

/** How much the RSS grew from the middle third to the last, and whether that is little enough. */
export function growth(samples: readonly MemorySample[]): { readonly factor: number; readonly isFlat: boolean } {
  const third = Math.floor(samples.length / 3);
  const rss = samples.map((sample) => sample.rss);
  const factor = median(rss.slice(-third)) / median(rss.slice(third, 2 * third));
  return { factor, isFlat: factor <= flat };
}
