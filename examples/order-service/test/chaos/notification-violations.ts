import { readLedgers } from '../../src/audit/read-ledgers.ts';

/** What breaks the promise that each event of an order is told of exactly once, a sentence each. */
export async function notificationViolations(
  { ORDER_DATABASE_URL, NOTIFICATION_DATABASE_URL }: Readonly<Record<string, string>>,
  orderIds: readonly string[],
): Promise<readonly string[]> {
  const [events, sent] = await Promise.all(
    [ORDER_DATABASE_URL, NOTIFICATION_DATABASE_URL].map((url) => readLedgers([url ?? ''], orderIds)),
  );
  const due = (events ?? []).map(({ orderId, kind }) => `order.${kind} of ${orderId}`).sort();
  const told = (sent ?? []).map(({ orderId, sku }) => `${sku} of ${orderId}`).sort();
  const count = (list: readonly string[], entry: string) => list.filter((each) => each === entry).length;
  return [...new Set([...due, ...told])]
    .filter((event) => count(due, event) !== count(told, event))
    .map((event) => `${event} happened ${count(due, event)} times and was told ${count(told, event)} times`);
}
