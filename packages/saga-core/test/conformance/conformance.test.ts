import { createDatabase, type TestDatabase } from '@saga/local-stack';
import pg, { type Pool } from 'pg';
import { conformance } from 'saga-core/conformance';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { attackedOperations, failedIn } from './attacked-operations.ts';
import { CarefulParticipant, participantTables } from './careful-participant.ts';
import { serveParticipant } from './serve-participant.ts';

let database: TestDatabase;
let pool: Pool;
beforeAll(async () => {
  database = await createDatabase(inject('localStack').postgresAdminUrl);
  pool = new pg.Pool({ connectionString: database.url, max: 20 });
  await pool.query(participantTables);
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

describe('a participant', () => {
  it('that was written by hand with care keeps every guarantee', async () => {
    const participant = new CarefulParticipant(pool);
    const served = await serveParticipant((call, wish) => participant.handle(call, wish));
    const report = await conformance({ baseUrl: served.url, operations: attackedOperations(pool), rounds: 5 });
    expect(failedIn(report)).toEqual([]);
    await served.stop();
  });
});
