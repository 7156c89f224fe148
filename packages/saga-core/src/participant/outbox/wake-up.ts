import type { Pool, PoolClient } from 'pg';
import { pause } from './pause.ts';

/** Tells of PostgreSQL's notices on one channel. It takes one connection of the pool for itself. @internal */
export interface WakeUp {
  /** Rises with every notice. Read it before you look for work. */
  readonly heard: number;
  /** Resolves when there was a notice since `heard` was that, after `milliseconds`, and when the signal aborts. */
  after(heard: number, milliseconds: number, signal: AbortSignal): Promise<void>;
  /** Gives the connection back. */
  close(): Promise<void>;
}

const reconnectAfter = 1_000;

/**
 * A notice only ever saves waiting: it is lost while the connection is, so whoever waits has a limit, and looks then as well. That is
 * why a lost connection is not reported here: who looks for work learns of it.
 * @internal
 */
export function wakeUp(pool: Pool, channel: 'saga_outbox' | 'saga_feed' | 'saga_inbox'): WakeUp {
  const closing = new AbortController();
  const waiting = new Set<() => void>();
  let heard = 0;
  const hear = (): void => {
    heard += 1;
    for (const wake of [...waiting]) wake();
  };
  const listening = keepListening();

  async function keepListening(): Promise<void> {
    while (!closing.signal.aborted) {
      const client = await pool.connect().catch(() => undefined);
      if (client !== undefined) await listenOn(client);
      await pause(reconnectAfter, closing.signal);
    }
  }

  async function listenOn(client: PoolClient): Promise<void> {
    let lost: () => void = () => {};
    const ended = new Promise<void>((resolve) => {
      lost = resolve;
    });
    client.on('notification', hear).on('error', lost).on('end', lost);
    closing.signal.addEventListener('abort', lost, { once: true });
    try {
      await client.query(`LISTEN ${channel}`);
      // What was told while nobody listened.
      hear();
      if (!closing.signal.aborted) await ended;
    } catch {
      // The connection is of no use; the next one is tried after the pause.
    } finally {
      closing.signal.removeEventListener('abort', lost);
      client.off('notification', hear).off('end', lost);
      // Closed and not handed on, as it listens. The error listener stays: what breaks while it closes is nobody's news.
      client.release(true);
    }
  }

  return {
    get heard() {
      return heard;
    },
    async after(seen, milliseconds, signal) {
      if (heard !== seen || signal.aborted) return;
      const either = new AbortController();
      const wake = (): void => either.abort();
      waiting.add(wake);
      signal.addEventListener('abort', wake, { once: true });
      try {
        await pause(milliseconds, either.signal);
      } finally {
        waiting.delete(wake);
        signal.removeEventListener('abort', wake);
      }
    },
    async close() {
      closing.abort();
      await listening;
    },
  };
}
