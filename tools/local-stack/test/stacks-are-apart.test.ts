import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type LocalStack, serviceDatabases, startLocalStack } from '../src/index.ts';
import { temporalAnswers } from '../src/temporal/temporal-answers.ts';
import { cleanEnvironment } from './fixtures/clean-environment.ts';

describe('two stacks started at the same time', () => {
  let stacks: LocalStack[];

  beforeAll(async () => {
    const environment = cleanEnvironment();
    stacks = await Promise.all([startLocalStack({ environment }), startLocalStack({ environment })]);
  });

  afterAll(async () => {
    await Promise.all(stacks.map((stack) => stack.stop()));
  });

  test('have addresses, databases, passwords and folders of their own', () => {
    for (const pick of [
      (stack: LocalStack) => stack.temporalAddress,
      (stack: LocalStack) => stack.folder,
      (stack: LocalStack) => stack.postgresAdminUrl,
      (stack: LocalStack) => stack.env.ORDER_DATABASE_URL,
    ]) {
      expect(new Set(stacks.map(pick)).size).toBe(2);
    }
  });

  test('are both ready', async () => {
    for (const stack of stacks) {
      expect(await temporalAnswers(stack.temporalAddress, 'default')).toBe(true);
      for (const { variable } of serviceDatabases) await (await connected(stack.env[variable] ?? '')).end();
    }
  });

  test('let the owner of a database make tables in it, and the role that its service runs as none', async () => {
    const { env } = stacks[0] as LocalStack;
    for (const { variable, ownerVariable } of serviceDatabases) {
      const owner = await connected(env[ownerVariable] ?? '');
      await owner.query('create table note (text text)');
      await owner.end();
      const runtime = await connected(env[variable] ?? '');
      for (const statement of ['create table other (text text)', 'create temp table other (text text)', 'table note'])
        await expect(runtime.query(statement)).rejects.toThrow('permission denied');
      await runtime.end();
    }
  });

  test.each(['variable', 'ownerVariable'] as const)('let the role of each %s enter no other database', async (key) => {
    const { env } = stacks[0] as LocalStack;
    for (const own of serviceDatabases) {
      const url = new URL(env[own[key]] ?? '');
      const others = [...serviceDatabases.map(({ name }) => name), 'postgres', 'template1'];
      for (const other of others.filter((name) => name !== own.name)) {
        url.pathname = `/${other}`;
        await expect(connected(url.href)).rejects.toThrow(`permission denied for database "${other}"`);
      }
    }
  });

  test("give a service's roles no right to make roles or databases, nor to read the server's files", async () => {
    for (const variable of ['PAYMENT_DATABASE_URL', 'PAYMENT_OWNER_DATABASE_URL']) {
      const client = await connected((stacks[0] as LocalStack).env[variable] ?? '');
      for (const statement of ['create role other', 'create database other', "select pg_read_file('PG_VERSION')"]) {
        await expect(client.query(statement)).rejects.toThrow('permission denied');
      }
      await client.end();
    }
  });
});

async function connected(connectionString: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  return client;
}
