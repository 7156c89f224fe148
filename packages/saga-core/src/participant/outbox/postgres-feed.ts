import type { Pool } from 'pg';
import type { CloudEvent } from './cloud-event.ts';
import type { EventFeed, FeedPage } from './event-feed.ts';
import type { EventPublisher } from './event-publisher.ts';
import { FeedPositionLostError } from './feed-position-lost-error.ts';
import { type WakeUp, wakeUp } from './wake-up.ts';

export interface PostgresFeedOptions {
  /** Milliseconds for which events can be read: longer than a consumer may be away. Default seven days. */
  readonly keepFor?: number;
}

/** A feed in the outbox's own database: where a relay publishes to, and where it is read. */
export interface PostgresFeed extends EventPublisher, EventFeed {
  /** Ends what waits for new events, and gives the connection back that was listening for them. */
  close(): Promise<void>;
}

// The lock is held until the commit, so positions become visible in their order: a reader at 7 will never find a new 6.
const append = `WITH turn AS MATERIALIZED (SELECT pg_advisory_xact_lock(hashtext('saga_feed'), 0)),
    appended AS (INSERT INTO saga_feed (event) SELECT $1::json FROM turn RETURNING 1)
  SELECT pg_notify('saga_feed', '') FROM turn`;

// The limits of the feed and its events in one statement, so that nothing is removed in between.
const page = `SELECT through, (SELECT max(position) FROM saga_feed) AS newest, (
    SELECT coalesce(json_agg(json_build_object('position', position::text, 'event', event) ORDER BY position), '[]')
    FROM (SELECT position, event FROM saga_feed WHERE position > $1 ORDER BY position LIMIT $2) found
  ) AS found FROM saga_feed_removed`;

const removeOld = `WITH chosen AS MATERIALIZED (
    SELECT position FROM saga_feed WHERE published_at < clock_timestamp() - $1 * interval '1 millisecond'
    ORDER BY position LIMIT 1000
  ), old AS (
    DELETE FROM saga_feed USING chosen WHERE saga_feed.position = chosen.position RETURNING saga_feed.position
  ), noted AS (
    UPDATE saga_feed_removed SET through = greatest(through, (SELECT max(position) FROM old)) WHERE EXISTS (SELECT FROM old)
  ) SELECT count(*)::int AS removed FROM old`;

/**
 * The channel that needs nothing installed: events move from the outbox into a table beside it, in the transaction that marks them as
 * sent. Consumers read it with a position of their own, by SQL with this function, or over HTTP: `feedEndpoint` and `httpFeed`.
 *
 * @example
 * ```ts
 * const feed = postgresFeed(pool);
 * await relay({ pool, publisher: feed }).start();
 * app.get('/events', feedEndpoint(feed));
 * ```
 */
export function postgresFeed(pool: Pool, { keepFor = 7 * 86_400_000 }: PostgresFeedOptions = {}): PostgresFeed {
  const closing = new AbortController();
  let notices: WakeUp | undefined;
  return {
    async publish(event, tx) {
      await tx.query(append, [JSON.stringify(event)]);
    },
    async ready() {
      await pool.query('SELECT 1 FROM saga_feed LIMIT 0');
    },
    async sweep() {
      for (;;) {
        const { rows } = await pool.query<{ removed: number }>(removeOld, [keepFor]);
        if ((rows[0]?.removed ?? 0) < 1_000) return;
      }
    },
    async read({ after, limit = 100, wait = 0, signal }) {
      const end = performance.now() + wait;
      for (;;) {
        const heard = notices?.heard ?? 0;
        const found = await readPage(pool, after, limit);
        const left = end - performance.now();
        if (after === 'latest') return found;
        const aborted = closing.signal.aborted || signal?.aborted === true;
        if (found.events.length > 0 || left <= 0 || aborted) return found;
        notices ??= wakeUp(pool, 'saga_feed');
        // A second at most, for a notice that got lost.
        const interrupted = AbortSignal.any(signal === undefined ? [closing.signal] : [closing.signal, signal]);
        await notices.after(heard, Math.min(left, 1_000), interrupted);
      }
    },
    async close() {
      closing.abort();
      await notices?.close();
    },
  };
}

interface PageRow {
  readonly through: string | number;
  readonly newest: string | number | null;
  readonly found: readonly { readonly position: string; readonly event: CloudEvent }[];
}

/** The largest bigint: after it comes nothing. */
const furthestPosition = '9223372036854775807';

async function readPage(pool: Pool, after: string | undefined, limit: number): Promise<FeedPage> {
  const isLatest = after === 'latest';
  const { rows } = await pool.query<PageRow>(page, [isLatest ? furthestPosition : (after ?? 0), limit]);
  const [row] = rows;
  if (row === undefined) throw new Error('The table saga_feed_removed has no row. Run `outboxSchema` again.');
  const through = BigInt(row.through);
  const furthest = row.newest === null ? through : BigInt(row.newest);
  if (isLatest) return { events: [], position: String(furthest) };
  if (after !== undefined) {
    if (BigInt(after) < through || BigInt(after) > furthest) throw new FeedPositionLostError(after);
  }
  const position = row.found.at(-1)?.position ?? after;
  return { events: row.found.map(({ event }) => event), ...(position !== undefined && { position }) };
}
