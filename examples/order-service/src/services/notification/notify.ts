import type { PoolClient } from 'pg';
import type { CloudEvent } from 'saga-core/participant';
import { orderEvent } from '../events/order-event.ts';

/**
 * Sends a notification: here that means to keep it. A provider for mails would be called with the event's id as its key, as this may
 * run again when the process dies before the commit.
 *
 * @throws ZodError for an event that does not keep the contract; it is parked then, and waits for a person.
 */
export async function notify(tx: PoolClient, { id, type, data }: CloudEvent): Promise<void> {
  const { orderId } = orderEvent.parse(data);
  // The inbox remembers an event for thirty days, and this table for ever.
  await tx.query(
    'INSERT INTO notifications (event_id, order_id, kind) VALUES ($1, $2, $3) ON CONFLICT (event_id) DO NOTHING',
    [id, orderId, type],
  );
}
