import { createDatabase, type TestDatabase } from '@saga/local-stack';
import pg from 'pg';
import { BarrierTableError, barrier, checkBarrierTable, participantSchema } from 'saga-core/participant';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { newStep } from './saga-calls.ts';

let database: TestDatabase;
let pool: pg.Pool;
beforeAll(async () => {
  database = await createDatabase(inject('localStack').postgresAdminUrl);
  pool = new pg.Pool({ connectionString: database.url });
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

test('the schema may be applied by several processes at once, and again when it is there, and keeps the rows', async () => {
  await Promise.all(Array.from({ length: 8 }, () => pool.query(participantSchema)));
  const step = newStep();
  await barrier(pool).handle(step.run(), { run: async () => 'first' });
  await pool.query(participantSchema);
  const answer = await barrier(pool).handle(step.run(), { run: async () => 'second' });
  expect(answer).toEqual({ outcome: 'applied', result: 'first' });
});

test('a role that may only read and write rows is enough for the barrier', async () => {
  await pool.query(participantSchema);
  const client = await pool.connect();
  const role = client.escapeIdentifier(`${database.url.split('/').at(-1)}_reader`);
  client.release();
  const admin = new pg.Client({ connectionString: inject('localStack').postgresAdminUrl });
  await admin.connect();
  await admin.query(`CREATE ROLE ${role} LOGIN PASSWORD 'reader'`);
  const url = new URL(database.url);
  await admin.query(`GRANT CONNECT ON DATABASE ${client.escapeIdentifier(url.pathname.slice(1))} TO ${role}`);
  await pool.query(`GRANT SELECT, INSERT, UPDATE, DELETE ON saga_barrier TO ${role}`);
  url.username = role.slice(1, -1);
  url.password = 'reader';
  const narrow = new pg.Pool({ connectionString: url.href });
  try {
    const step = newStep();
    await barrier(narrow).handle(step.run(), { run: async () => {} });
    await barrier(narrow).handle(step.compensate(), { compensate: async () => {} });
    expect(await barrier(narrow).fence(step.fence())).toEqual({ fence: 'applied', result: undefined });
  } finally {
    await narrow.end();
    await pool.query(`DROP OWNED BY ${role}`).catch(() => {});
    await pool.query(`REVOKE ALL ON saga_barrier FROM ${role}`);
    await admin.query(`REVOKE ALL ON DATABASE ${client.escapeIdentifier(url.pathname.slice(1))} FROM ${role}`);
    await admin.query(`DROP ROLE ${role}`);
    await admin.end();
  }
});

describe('at the start of a participant the table is checked', () => {
  let other: TestDatabase;
  let fresh: pg.Pool;
  beforeAll(async () => {
    other = await createDatabase(inject('localStack').postgresAdminUrl);
    fresh = new pg.Pool({ connectionString: other.url });
  });
  afterAll(async () => {
    await fresh.end();
    await other.drop();
  });

  test('one that is missing, old, without its key or forbidden is told with all that it lacks and the remedy', async () => {
    const missing = async () => {
      const error = await checkBarrierTable(fresh).then(
        () => undefined,
        (thrown: unknown) => thrown,
      );
      if (error === undefined) return [];
      expect(error).toBeInstanceOf(BarrierTableError);
      expect(String(error)).toContain('Run `participantSchema` as a migration');
      return (error as BarrierTableError).missing;
    };
    expect(await missing()).toEqual([expect.stringContaining('the table itself')]);
    await fresh.query(participantSchema);
    expect(await missing()).toEqual([]);
    await fresh.query('ALTER TABLE saga_barrier DROP CONSTRAINT saga_barrier_pkey');
    expect(await missing()).toEqual(['the primary key (saga_id, step, operation)']);
    await fresh.query('ALTER TABLE saga_barrier DROP COLUMN detail, DROP COLUMN closed_by');
    expect(await missing()).toEqual(['the column closed_by', 'the column detail']);
    await fresh.query('DROP TABLE saga_barrier');
    await fresh.query(participantSchema);
    await fresh.query('REVOKE INSERT, DELETE ON saga_barrier FROM current_user');
    expect(await missing()).toEqual([
      expect.stringMatching(/^the right of role \S+ to INSERT$/),
      expect.stringMatching(/^the right of role \S+ to DELETE$/),
    ]);
  });
});
