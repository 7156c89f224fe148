import type { Pool } from 'pg';
import { z } from 'zod';

/** What `GET /notifications?orderId=` answers. */
export const notifications = z.object({
  items: z.array(z.object({ id: z.string(), orderId: z.string(), kind: z.string(), sentAt: z.iso.datetime() })),
});
export type Notifications = z.infer<typeof notifications>;

interface NotificationRow {
  readonly id: string;
  readonly order_id: string;
  readonly kind: string;
  readonly sent_at: Date;
}

/** What was sent about an order, oldest first. */
export async function notificationsOf(pool: Pool, orderId: string): Promise<Notifications> {
  const { rows } = await pool.query<NotificationRow>(
    'SELECT id, order_id, kind, sent_at FROM notifications WHERE order_id = $1 ORDER BY sent_at, id',
    [orderId],
  );
  return {
    items: rows.map(({ id, order_id, kind, sent_at }) => ({
      id,
      orderId: order_id,
      kind,
      sentAt: sent_at.toISOString(),
    })),
  };
}
