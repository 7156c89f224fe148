import { eventTable } from './event-table.ts';

/**
 * The outbox's and the feed's tables, as SQL that can be run again and again, also by several processes at once.
 * Run it as a migration of the database that the events' effects are in.
 *
 * | role | needs |
 * |---|---|
 * | the business code | `INSERT` on `saga_outbox` |
 * | a relay | `SELECT, UPDATE, DELETE` on `saga_outbox` |
 * | a relay that publishes into the feed | also `SELECT, INSERT, DELETE` on `saga_feed`, `SELECT, UPDATE` on `saga_feed_removed` |
 * | a reader of the feed by SQL | `SELECT` on `saga_feed` and `saga_feed_removed` |
 *
 * In `saga_outbox` a row waits while `done_at` is null; `parked_at` says that it waits for a person's decision.
 * `event` is `json`, not `jsonb`, which would reorder what was written.
 *
 * @example
 * ```ts
 * await pool.query(outboxSchema);
 * ```
 */
export const outboxSchema = `
SELECT pg_advisory_xact_lock(hashtext('saga_outbox schema'));
${eventTable('saga_outbox')}
CREATE TABLE IF NOT EXISTS saga_feed (
  position     bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  event        json        NOT NULL,
  published_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

CREATE TABLE IF NOT EXISTS saga_feed_removed (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  through  bigint  NOT NULL DEFAULT 0
);
INSERT INTO saga_feed_removed DEFAULT VALUES ON CONFLICT DO NOTHING;
`;
