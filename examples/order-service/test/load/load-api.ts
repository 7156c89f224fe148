import { setTimeout } from 'node:timers/promises';
import { Measurements } from './measurements.ts';
import { growth, type MemorySample, memoryOf } from './memory-watch.ts';
import { prepareOrders } from './prepare-orders.ts';
import { orderKind, type RequestKind, readKinds } from './requests.ts';
import { sendAtPace } from './send-at-pace.ts';

export interface LoadOptions {
  readonly url: string;
  readonly seconds: number;
  /** A second. */
  readonly reads: number;
  /** A second. */
  readonly orders: number;
  /** Say that something is wrong when memory grew. */
  readonly judgeMemory: boolean;
  readonly signal: AbortSignal;
  readonly onProgress: (text: string) => void;
}

export interface LoadReport {
  /** By kind of request. */
  readonly measured: ReadonlyMap<string, Measurements>;
  readonly memory: readonly MemorySample[];
  /** From the middle third of the run to the last. */
  readonly memoryGrowth: number;
  /** Everything that is wrong, as people read it. */
  readonly findings: readonly string[];
}

/** An answer that is not there by then never comes. */
const patienceMilliseconds = 30_000;

/** Puts the API under load, and measures. */
export async function loadApi(options: LoadOptions): Promise<LoadReport> {
  const { url, seconds, reads, orders, judgeMemory, signal, onProgress } = options;
  onProgress('Placing the orders that are read, and waiting for their ends…');
  const placed: string[] = [];
  const material = { ...(await prepareOrders(url)), placed };
  const measured = new Map<string, Measurements>();
  const unexpected = new Map<string, number>();
  let sent = 0;
  const send = async ({ name, expected, request }: RequestKind, due: number): Promise<unknown> => {
    const { path, init } = request();
    const { status, body } = await answerOf(`${url}${path}`, init);
    const of = measured.get(name) ?? new Measurements();
    measured.set(name, of);
    of.add(status, performance.now() - due);
    if (!(expected as readonly unknown[]).includes(status)) {
      const what = `${name}: ${status} instead of ${expected.join(' or ')}`;
      unexpected.set(what, (unexpected.get(what) ?? 0) + 1);
    }
    sent += 1;
    onProgress(`${sent} of ${(reads + orders) * seconds} requests answered`);
    return body;
  };
  const kinds = readKinds(material);
  const ofOrders = orderKind(material);
  let turn = 0;
  const done = new AbortController();
  const watching = watchMemory(url, done.signal);
  await Promise.all([
    sendAtPace({
      perSecond: reads,
      seconds,
      signal,
      send: async (due) => {
        const kind = kinds[turn++ % kinds.length];
        if (kind !== undefined) await send(kind, due);
      },
    }),
    sendAtPace({
      perSecond: orders,
      seconds,
      signal,
      send: async (due) => {
        const { id } = ((await send(ofOrders, due)) ?? {}) as { readonly id?: string };
        if (id !== undefined) placed.push(id);
      },
    }),
  ]).finally(() => done.abort());
  const memory = await watching;
  const { factor, isFlat } = growth(memory);
  return {
    measured,
    memory,
    memoryGrowth: factor,
    findings: [
      ...[...unexpected].map(([what, count]) => `${what} (${count} times)`),
      ...(judgeMemory && !isFlat ? [`Memory is not flat: it grew ${factor.toFixed(2)} times.`] : []),
    ],
  };
}

async function answerOf(address: string, init: RequestInit): Promise<{ status: number | string; body: unknown }> {
  try {
    const response = await fetch(address, { ...init, signal: AbortSignal.timeout(patienceMilliseconds) });
    const text = await response.text();
    return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
  } catch (error) {
    const { cause } = error as Error;
    return { status: (cause as NodeJS.ErrnoException | undefined)?.code ?? (error as Error).name, body: undefined };
  }
}

async function watchMemory(url: string, done: AbortSignal): Promise<readonly MemorySample[]> {
  const samples: MemorySample[] = [];
  while (!done.aborted) {
    // An API that is too busy to say how it is has no figure for that moment; the statuses of the requests tell of it.
    const sample = await memoryOf(url).catch(() => undefined);
    if (sample !== undefined) samples.push(sample);
    await setTimeout(500, undefined, { signal: done }).catch(() => undefined);
  }
  return samples;
}
