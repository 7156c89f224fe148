import type { Transaction } from '../transaction.ts';
import type { EventTable } from './event-table.ts';
import { EventTablesMissingError } from './event-tables-missing-error.ts';

const columns = 'id, source, event_id, aggregate, event, created_at, tries, next_try_at, parked_at, error, done_at';

/** PostgreSQL's undefined_table, undefined_column and insufficient_privilege. */
const misfit: readonly unknown[] = ['42P01', '42703', '42501'];

/** @throws EventTablesMissingError @internal */
export async function checkEventTable(pool: Transaction, table: EventTable): Promise<void> {
  try {
    await pool.query(`SELECT ${columns} FROM ${table} LIMIT 0`);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && misfit.includes(error.code))) throw error;
    throw new EventTablesMissingError(table, table === 'saga_outbox' ? 'outboxSchema' : 'inboxSchema', {
      cause: error,
    });
  }
}
