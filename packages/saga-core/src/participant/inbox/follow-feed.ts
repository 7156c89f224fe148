import type { Pool } from 'pg';
import { inTransaction } from '../in-transaction.ts';
import type { EventFeed, FeedPage } from '../outbox/event-feed.ts';
import { pause } from '../outbox/pause.ts';
import { workLoop } from '../outbox/work-loop.ts';
import type { Inbox } from './inbox.ts';

export interface FollowFeedOptions {
  readonly feed: EventFeed;
  /** Under which its position is kept: one name per feed, the same in all replicas of the consumer. */
  readonly name: string;
  readonly inbox: Inbox;
  /** Of the inbox's database. */
  readonly pool: Pool;
  /** Milliseconds for which the feed is asked to wait for an event. Default 20 seconds. */
  readonly wait?: number;
  readonly observer?: FollowObserver;
}

export interface FollowObserver {
  received?(count: number): void;
  /** The feed or the database is down, or the position is lost; the next try is in `retryIn` milliseconds. */
  down?(error: unknown, retryIn: number): void;
  up?(): void;
}

export interface Following {
  stop(): Promise<void>;
}

/**
 * Brings a feed's events into an inbox, from where it was when this consumer last looked. The position is written with the events, so
 * none is left out; replicas of a consumer may all follow, the first one to write a page is the one that counts.
 *
 * @example
 * ```ts
 * const following = followFeed({ name: 'orders', feed: httpFeed({ url }), inbox: events, pool });
 * ```
 */
export function followFeed({ feed, name, inbox, pool, wait = 20_000, observer = {} }: FollowFeedOptions): Following {
  const stopping = new AbortController();
  const loop = workLoop({
    async work() {
      const asked = performance.now();
      const after = await positionOf(pool, name);
      const page = await feed.read({ ...(after !== undefined && { after }), wait, signal: stopping.signal });
      if (page.position === undefined || page.position === after) {
        return performance.now() - asked < wait / 2 ? 'none' : 'more';
      }
      const received = await keep(page, after);
      if (received !== undefined && received > 0) observer.received?.(received);
      return 'more';
    },
    // The feed itself waits, but for one that is being stopped.
    rest: (signal) => pause(250, signal),
    onFailure: (error, retryIn) => observer.down?.(error, retryIn),
    onRecovery: () => observer.up?.(),
  });

  /** `undefined` when another replica was faster. */
  async function keep({ events, position }: FeedPage, after: string | undefined): Promise<number | undefined> {
    return await inTransaction(pool, async (tx) => {
      const moved = await tx.query(
        'UPDATE saga_inbox_position SET position = $2 WHERE feed = $1 AND position IS NOT DISTINCT FROM $3',
        [name, position, after ?? null],
      );
      if (moved.rowCount === 0) return { keep: false, answer: undefined };
      return { keep: true, answer: await inbox.receive(tx, events) };
    });
  }

  return {
    async stop() {
      stopping.abort();
      await loop.stop();
    },
  };
}

async function positionOf(pool: Pool, name: string): Promise<string | undefined> {
  const { rows } = await pool.query<{ position: string | null }>(
    'SELECT position FROM saga_inbox_position WHERE feed = $1',
    [name],
  );
  const [row] = rows;
  // There from the first look on, so that every move is an update that one of several replicas wins.
  if (row === undefined)
    await pool.query('INSERT INTO saga_inbox_position (feed) VALUES ($1) ON CONFLICT DO NOTHING', [name]);
  return row?.position ?? undefined;
}
