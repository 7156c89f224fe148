import type { Footprint } from '../system.ts';

interface JournalRow {
  readonly entry_type: string;
  readonly raw_length: number | null;
}

/** An invocation's journal, by Restate's own introspection: its entries by type, and their size. */
export async function restateFootprint(adminUrl: string, idempotencyKey: string): Promise<Footprint> {
  const response = await fetch(`${adminUrl}/query`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify({
      query: `SELECT entry_type, raw_length FROM sys_journal WHERE id IN (SELECT id FROM sys_invocation WHERE idempotency_key = '${idempotencyKey}')`,
    }),
  });
  if (!response.ok) throw new Error(`Restate did not tell the journal: ${await response.text()}`);
  const { rows } = (await response.json()) as { readonly rows: readonly JournalRow[] };
  const kinds: Record<string, number> = {};
  for (const { entry_type } of rows) kinds[entry_type] = (kinds[entry_type] ?? 0) + 1;
  return { events: rows.length, bytes: rows.reduce((sum, row) => sum + Number(row.raw_length ?? 0), 0), kinds };
}
