import { setTimeout } from 'node:timers/promises';

export interface PaceOptions {
  readonly perSecond: number;
  readonly seconds: number;
  readonly signal: AbortSignal;
  /** Sends one. `due` is when it should have been sent, as `performance.now()` tells it. Must not reject. */
  readonly send: (due: number) => Promise<void>;
}

/**
 * Sends at a fixed pace, however long the answers take: the way in which many customers who know nothing of each other come. A sender
 * that waits for answers would spare a slow server, and leave out of its figures whoever had to wait ("coordinated omission").
 *
 * Resolves when all are answered.
 */
export async function sendAtPace({ perSecond, seconds, signal, send }: PaceOptions): Promise<void> {
  const start = performance.now();
  const pending = new Set<Promise<void>>();
  for (let sent = 0; sent < perSecond * seconds; sent += 1) {
    const due = start + (sent * 1_000) / perSecond;
    const early = due - performance.now();
    if (early > 0) await setTimeout(early, undefined, { signal });
    signal.throwIfAborted();
    const sending = send(due).finally(() => pending.delete(sending));
    pending.add(sending);
  }
  await Promise.all(pending);
}
