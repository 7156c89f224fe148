import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import pg from 'pg';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type LocalStack, startLocalStack } from '../src/index.ts';
import { isRunning } from '../src/process-identity.ts';
import { cleanEnvironment } from './fixtures/clean-environment.ts';

let dataDir: string;
let stack: LocalStack;
const restarts: { part: string; pid: number; port: number }[] = [];

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'stack-test-'));
  stack = await startLocalStack({
    dataDir,
    environment: cleanEnvironment(),
    databases: ['ORDER_DATABASE_URL'],
    onRestart: (restart) => restarts.push(restart),
  });
});

afterAll(async () => {
  await stack.stop();
  await rm(dataDir, { recursive: true, force: true });
});

test('a killed Postgres runs again on its port with what was committed, and Temporal is not touched', async () => {
  await query('create table note (text text)');
  await query("insert into note values ('committed')");
  const { temporal, postgres } = { ...stack.pids };
  process.kill(postgres ?? 0, 'SIGKILL');
  const restart = await nextRestart('postgres');
  expect(restart).toEqual({ part: 'postgres', pid: stack.pids.postgres, port: Number(postgresUrl().port) });
  expect(restart.pid).not.toBe(postgres);
  expect(await query('select text from note')).toEqual([{ text: 'committed' }]);
  expect(stack.pids.temporal).toBe(temporal);
  expect(isRunning(temporal ?? 0)).toBe(true);
});

test('a killed Temporal runs again on its port with its workflows, and Postgres is not touched', async () => {
  await withTemporal((client) => client.workflow.start('unknown', { workflowId: 'before', taskQueue: 'nobody' }));
  const { temporal, postgres } = { ...stack.pids };
  process.kill(temporal ?? 0, 'SIGKILL');
  const restart = await nextRestart('temporal');
  expect(`127.0.0.1:${restart.port}`).toBe(stack.temporalAddress);
  expect(restart.pid).not.toBe(temporal);
  const { status } = await withTemporal((client) => client.workflow.getHandle('before').describe());
  expect(status.name).toBe('RUNNING');
  expect(stack.pids.postgres).toBe(postgres);
  expect(isRunning(postgres ?? 0)).toBe(true);
});

async function nextRestart(part: string): Promise<{ part: string; pid: number; port: number }> {
  return await vi.waitFor(
    () => {
      const restart = restarts.find((each) => each.part === part);
      if (!restart) throw new Error(`${part} has not been started again`);
      return restart;
    },
    { timeout: 30_000 },
  );
}

function postgresUrl(): URL {
  return new URL(stack.env.ORDER_OWNER_DATABASE_URL ?? '');
}

async function query(text: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: postgresUrl().href });
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

async function withTemporal<Result>(work: (client: Client) => Promise<Result>): Promise<Result> {
  const connection = await Connection.connect({ address: stack.temporalAddress });
  try {
    return await work(new Client({ connection }));
  } finally {
    await connection.close();
  }
}
