/** The tables in which events wait to be sent or handled. They have one shape, so one claim serves both. @internal */
export type EventTable = 'saga_outbox' | 'saga_inbox';

/** @internal */
export function eventTable(table: EventTable): string {
  return `
CREATE TABLE IF NOT EXISTS ${table} (
  id          bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  source      text        NOT NULL,
  event_id    text        NOT NULL,
  aggregate   text        NOT NULL,
  event       json        NOT NULL,
  created_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
  tries       integer     NOT NULL DEFAULT 0,
  next_try_at timestamptz,
  parked_at   timestamptz,
  error       text,
  done_at     timestamptz,
  UNIQUE (source, event_id),
  CHECK (parked_at IS NULL OR done_at IS NULL)
);
CREATE INDEX IF NOT EXISTS ${table}_waiting ON ${table} (id) WHERE done_at IS NULL;
CREATE INDEX IF NOT EXISTS ${table}_of_aggregate ON ${table} (source, aggregate, id) WHERE done_at IS NULL;
CREATE INDEX IF NOT EXISTS ${table}_again ON ${table} (next_try_at)
  WHERE done_at IS NULL AND parked_at IS NULL AND next_try_at IS NOT NULL;
CREATE INDEX IF NOT EXISTS ${table}_done ON ${table} (done_at) WHERE done_at IS NOT NULL;
`;
}

/**
 * Selects the first waiting event of each aggregate that nobody else holds, and locks it. Whoever holds it has the whole aggregate:
 * for everybody else the first one still waits, so none of those behind it is a first one.
 *
 * Should the holder commit between a rival's snapshot and its lock, PostgreSQL looks at the row again, and finds it done.
 * @internal
 */
export function claimHeads(table: EventTable): string {
  return `${heads(table)} AND (head.next_try_at IS NULL OR head.next_try_at <= clock_timestamp())
    ORDER BY head.id LIMIT $1 FOR UPDATE OF head SKIP LOCKED`;
}

/**
 * As {@link claimHeads}, but those that were never tried come first: however many fail and come again, others pass them. One of the
 * failed is among them at least, the one that has waited longest, so that they come again in a backlog too.
 * @internal
 */
export function claimFreshHeads(table: EventTable): string {
  return `WITH fresh AS (
      ${heads(table)} AND head.next_try_at IS NULL
      ORDER BY head.id LIMIT $1 FOR UPDATE OF head SKIP LOCKED
    ), again AS (
      ${heads(table)} AND head.next_try_at <= clock_timestamp()
      ORDER BY head.next_try_at LIMIT greatest(1, $1 - (SELECT count(*) FROM fresh)) FOR UPDATE OF head SKIP LOCKED
    ) SELECT * FROM fresh UNION ALL SELECT * FROM again`;
}

function heads(table: EventTable): string {
  return `SELECT head.id, head.source, head.event_id, head.aggregate, head.event, head.tries FROM ${table} head
    WHERE head.done_at IS NULL AND head.parked_at IS NULL
      AND NOT EXISTS (
        SELECT 1 FROM ${table} earlier
        WHERE earlier.source = head.source AND earlier.aggregate = head.aggregate
          AND earlier.id < head.id AND earlier.done_at IS NULL)`;
}

/** A row of {@link claimHeads}. `id` is a bigint, of which `pg` makes a string unless it is told otherwise. @internal */
export interface WaitingRow {
  readonly id: string | number;
  readonly source: string;
  readonly event_id: string;
  readonly aggregate: string;
  readonly event: unknown;
  readonly tries: number;
}
