import type { WaitingRow } from './event-table.ts';

/** What failed in company. @internal */
export interface Leftover {
  /** Sent, and undone with what failed beside them. Those of one aggregate in their order. */
  readonly undone: readonly WaitingRow[];
  /** At most one of each aggregate, behind the undone ones, in the order in which they failed: those that hang come last. */
  readonly stuck: readonly WaitingRow[];
}

/** @internal */
export interface SendAloneOptions {
  readonly send: (row: WaitingRow) => Promise<void>;
  readonly ready: () => Promise<void>;
  /** Told of each at once: these are the only queries for a while, and a session that asks nothing is ended. */
  readonly succeeded: (row: WaitingRow) => Promise<void>;
  readonly failed: (row: WaitingRow, error: unknown) => Promise<void>;
  /** Milliseconds after which nothing more is begun. The first is begun in any case, so that each round settles one. */
  readonly time: number;
  readonly signal: AbortSignal;
}

/** `late` are stuck ones that the time was too short for. @internal */
export interface SentAlone {
  readonly late: readonly WaitingRow[];
  readonly down?: { readonly error: unknown };
}

/** Sends one after the other what failed in company. What fails alone on a channel that works fails by itself. @internal */
export async function sendAlone({ undone, stuck }: Leftover, options: SendAloneOptions): Promise<SentAlone> {
  const { send, ready, succeeded, failed, time, signal } = options;
  const end = performance.now() + time;
  const late: WaitingRow[] = [];
  // Nothing of an aggregate is sent after one of its events that was not.
  const halted = new Set<string>();
  let isFirst = true;
  for (const [place, row] of [...undone, ...stuck].entries()) {
    const aggregate = aggregateOf(row);
    if (halted.has(aggregate)) continue;
    if (signal.aborted) return { late: [] };
    if (!isFirst && performance.now() > end) {
      halted.add(aggregate);
      if (place >= undone.length) late.push(row);
      continue;
    }
    isFirst = false;
    let failure: { readonly error: unknown } | undefined;
    try {
      await ready();
      if (signal.aborted) return { late: [] };
      failure = await send(row).then(
        () => undefined,
        (error: unknown) => ({ error }),
      );
      if (failure !== undefined) {
        // Whose fault it was would take another question, and a stop shall not wait for one.
        if (signal.aborted) return { late: [] };
        await ready();
      }
    } catch (error) {
      return { late: [], down: { error } };
    }
    if (failure === undefined) {
      await succeeded(row);
      continue;
    }
    halted.add(aggregate);
    await failed(row, failure.error);
  }
  return { late };
}

function aggregateOf({ source, aggregate }: WaitingRow): string {
  return `${source} ${aggregate}`;
}
