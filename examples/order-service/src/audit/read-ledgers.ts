import pg from 'pg';
import type { LedgerRow } from './audit-facts.ts';

/** Reads the orders' rows of each ledger, with the URL of the service that keeps it. */
export async function readLedgers(
  databaseUrls: readonly string[],
  orderIds: readonly string[],
): Promise<readonly LedgerRow[]> {
  const ledgers = await Promise.all(databaseUrls.map((url) => readLedger(url, orderIds)));
  return ledgers.flat();
}

interface StoredRow {
  readonly order_id: string;
  readonly kind: LedgerRow['kind'];
  readonly amount: string;
  readonly sku: string | null;
  readonly at: string;
}

async function readLedger(connectionString: string, orderIds: readonly string[]): Promise<readonly LedgerRow[]> {
  const client = new pg.Client({ connectionString, application_name: 'auditor' });
  await client.connect();
  try {
    const { rows } = await client.query<StoredRow>(
      `select order_id, kind, amount_or_qty::text as amount, sku, (extract(epoch from created_at) * 1000000)::bigint::text as at
       from saga_ledger where order_id = any($1)`,
      [orderIds],
    );
    return rows.map(({ order_id, kind, amount, sku, at }) => ({
      orderId: order_id,
      kind,
      amount: Number(amount),
      sku,
      at: Number(at),
    }));
  } finally {
    await client.end();
  }
}
