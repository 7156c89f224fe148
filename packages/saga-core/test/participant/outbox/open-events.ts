import { createDatabase } from '@saga/local-stack';
import pg from 'pg';
import { inboxSchema, outboxSchema, type Transaction } from 'saga-core/participant';
import { inject } from 'vitest';

/** A database with an outbox and an inbox. */
export interface EventDatabase {
  readonly url: string;
  readonly pool: pg.Pool;
  /** Another pool, whose sessions carry a name by which they can be found and cut off. */
  open(name?: string): pg.Pool;
  /** Performs work in a transaction, and commits unless it throws. */
  transaction<Value>(work: (tx: pg.PoolClient) => Promise<Value>): Promise<Value>;
  close(): Promise<void>;
}

export async function openEvents(): Promise<EventDatabase> {
  const { url, drop } = await createDatabase(inject('localStack').postgresAdminUrl);
  const pools: pg.Pool[] = [];
  const open = (name = 'test'): pg.Pool => {
    const pool = new pg.Pool({ connectionString: url, application_name: name, max: 12 });
    // Tests cut connections off.
    pool.on('error', () => {}).on('connect', (client) => client.on('error', () => {}));
    pools.push(pool);
    return pool;
  };
  const pool = open();
  await pool.query(outboxSchema);
  await pool.query(inboxSchema);
  return {
    url,
    pool,
    open,
    async transaction(work) {
      const client = await pool.connect();
      try {
        await client.query('BEGIN');
        const value = await work(client);
        await client.query('COMMIT');
        return value;
      } catch (error) {
        await client.query('ROLLBACK');
        throw error;
      } finally {
        client.release();
      }
    },
    async close() {
      await Promise.all(pools.map((each) => each.end()));
      await drop();
    },
  };
}

/** How many events of the outbox or the inbox are not settled. */
export async function waitingIn(pool: Transaction, table: 'saga_outbox' | 'saga_inbox'): Promise<number> {
  const { rows } = await pool.query(`SELECT count(*)::int AS waiting FROM ${table} WHERE done_at IS NULL`);
  return (rows[0] as { readonly waiting: number }).waiting;
}
