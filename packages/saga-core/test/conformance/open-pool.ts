import { createDatabase } from '@saga/local-stack';
import pg, { type Pool } from 'pg';
import { participantSchema } from 'saga-core/participant';
import { inject } from 'vitest';
import { participantTables } from './careful-participant.ts';

/** A database with the tables of the participants of these tests, and of the library's barrier. */
export async function openPool(): Promise<{ readonly pool: Pool; close(): Promise<void> }> {
  const database = await createDatabase(inject('localStack').postgresAdminUrl);
  const pool = new pg.Pool({ connectionString: database.url, max: 20 });
  await pool.query(participantTables);
  await pool.query(participantSchema);
  return {
    pool,
    close: async () => {
      await pool.end();
      await database.drop();
    },
  };
}
