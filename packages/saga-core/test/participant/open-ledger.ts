import { createDatabase } from '@saga/local-stack';
import pg from 'pg';
import { participantSchema } from 'saga-core/participant';
import { inject } from 'vitest';

/** A participant's own database with the barrier's table and a ledger, in which every effect is one row. */
export interface Ledger {
  readonly pool: pg.Pool;
  readonly url: string;
  /** The effects of one saga, oldest first, as `run` or `compensate` and the note that was written with it. */
  effectsOf(sagaId: string): Promise<readonly string[]>;
  close(): Promise<void>;
}

export async function openLedger(): Promise<Ledger> {
  const database = await createDatabase(inject('localStack').postgresAdminUrl);
  const pool = new pg.Pool({ connectionString: database.url, max: 20 });
  // A broken connection that lies idle is the pool's business: it opens another one.
  pool.on('error', () => {});
  await pool.query(participantSchema);
  await pool.query(
    "CREATE TABLE ledger (id serial PRIMARY KEY, saga_id text NOT NULL, note text NOT NULL CHECK (note <> ''))",
  );
  return {
    pool,
    url: database.url,
    async effectsOf(sagaId) {
      const { rows } = await pool.query<{ note: string }>('SELECT note FROM ledger WHERE saga_id = $1 ORDER BY id', [
        sagaId,
      ]);
      return rows.map(({ note }) => note);
    },
    async close() {
      await pool.end();
      await database.drop();
    },
  };
}

/** Writes one effect. */
export async function note(tx: pg.ClientBase, sagaId: string, text: string): Promise<void> {
  await tx.query('INSERT INTO ledger (saga_id, note) VALUES ($1, $2)', [sagaId, text]);
}
