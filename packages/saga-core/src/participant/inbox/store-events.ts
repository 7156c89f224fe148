import type { CloudEvent } from '../outbox/cloud-event.ts';
import type { Transaction } from '../transaction.ts';

// The unique key of source and id is what makes a duplicate harmless: inserted, never selected first and written then.
const store = `WITH stored AS (
    INSERT INTO saga_inbox (source, event_id, aggregate, event)
    SELECT source, id, aggregate, event FROM unnest($1::text[], $2::text[], $3::text[], $4::json[])
      WITH ORDINALITY AS came (source, id, aggregate, event, place) ORDER BY place
    ON CONFLICT (source, event_id) DO NOTHING RETURNING 1
  ), told AS (SELECT pg_notify('saga_inbox', '') FROM stored LIMIT 1)
  SELECT (SELECT count(*)::int FROM stored) AS stored, (SELECT count(*) FROM told)`;

/** Writes events in the order in which they came; those that came before are left as they are. Gives how many are new. @internal */
export async function storeEvents(tx: Transaction, events: readonly CloudEvent[]): Promise<number> {
  if (events.length === 0) return 0;
  const { rows } = await tx.query(store, [
    events.map(({ source }) => source),
    events.map(({ id }) => id),
    events.map(({ subject }) => subject),
    events.map((event) => JSON.stringify(event)),
  ]);
  return (rows[0] as { readonly stored: number }).stored;
}
