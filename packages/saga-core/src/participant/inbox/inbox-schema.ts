import { eventTable } from '../outbox/event-table.ts';

/**
 * The inbox's tables, as SQL that can be run again and again, also by several processes at once. Run it as a migration of the
 * database that the consumer's effects are in. The consumer's role needs `SELECT, INSERT, UPDATE, DELETE` on `saga_inbox` and
 * `saga_inbox_position`.
 *
 * A row of `saga_inbox` remembers an event by its source and id, so that it is handled once however often it comes.
 *
 * @example
 * ```ts
 * await pool.query(inboxSchema);
 * ```
 */
export const inboxSchema = `
SELECT pg_advisory_xact_lock(hashtext('saga_inbox schema'));
${eventTable('saga_inbox')}
CREATE TABLE IF NOT EXISTS saga_inbox_position (
  feed     text PRIMARY KEY,
  position text
);
`;
