import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { createDatabase, type TestDatabase } from '../src/index.ts';

describe('the stack that the global setup gives every test file', () => {
  const stack = inject('localStack');
  let mine: TestDatabase;
  let theirs: TestDatabase;

  beforeAll(async () => {
    [mine, theirs] = await Promise.all([
      createDatabase(stack.postgresAdminUrl),
      createDatabase(stack.postgresAdminUrl),
    ]);
  });

  afterAll(async () => {
    await Promise.all([mine.drop(), theirs.drop()]);
  });

  test('a database made for a test file takes tables and rows of its own role', async () => {
    const client = await connected(mine.url);
    await client.query('create table note (text text)');
    await client.query("insert into note values ('kept')");
    expect((await client.query('select text from note')).rows).toEqual([{ text: 'kept' }]);
    await client.end();
  });

  test("a test file's role may enter neither another's database nor the superuser's", async () => {
    for (const database of [new URL(theirs.url).pathname, '/postgres', '/template1', '/order']) {
      const url = new URL(mine.url);
      url.pathname = database;
      await expect(connected(url.href)).rejects.toThrow('permission denied for database');
    }
  });

  test('a dropped database is gone with its role, even while a client is connected', async () => {
    const database = await createDatabase(stack.postgresAdminUrl);
    const client = await connected(database.url);
    client.on('error', () => undefined); // The server ends this connection: that is the point.
    await database.drop();
    await expect(connected(database.url)).rejects.toThrow('password authentication failed');
  });
});

async function connected(connectionString: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  return client;
}
