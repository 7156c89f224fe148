import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rmdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { type LocalStackError, startLocalStack } from '../src/index.ts';
import { isRunning } from '../src/process-identity.ts';
import { cleanEnvironment } from './fixtures/clean-environment.ts';
import { parentOf } from './fixtures/parent-of.ts';
import { StartedProcess } from './fixtures/started-process.ts';

interface Owned {
  pids: { temporal: number | null; postgres: number | null };
  folder: string;
}

const ownerProgram = new URL('./fixtures/stack-owner.ts', import.meta.url);

test('stop() leaves no process and no folder, however often it is called', async () => {
  const stack = await startLocalStack({ environment: cleanEnvironment() });
  const owned = structuredClone({ pids: stack.pids, folder: stack.folder });
  const keeper = parentOf(owned.pids.temporal ?? 0);
  expect(leftOf(owned)).toEqual(['temporal', 'postgres', 'folder']);
  await Promise.all([stack.stop(), stack.stop()]);
  await stack.stop();
  expect(leftOf(owned)).toEqual([]);
  expect(isRunning(keeper)).toBe(false);
});

const signals = process.env.SAGA_TESTS === 'all' ? (['SIGKILL', 'SIGINT', 'SIGTERM'] as const) : (['SIGKILL'] as const);

test.each(signals)(
  'when the process that started the stack ends by %s, both servers stop and the folder goes',
  async (signal) => {
    const owner = new StartedProcess(ownerProgram);
    const owned = await owner.line<Owned>();
    expect(leftOf(owned)).toEqual(['temporal', 'postgres', 'folder']);
    owner.child.kill(signal);
    expect(await owner.ended).toBe(signal);
    await vi.waitFor(() => expect(leftOf(owned)).toEqual([]), { timeout: 20_000 });
  },
);

test('when the keeper itself is killed, its owner stops both servers, removes the folder and is told', async () => {
  const lost: LocalStackError[] = [];
  const stack = await startLocalStack({ environment: cleanEnvironment(), onLost: (error) => lost.push(error) });
  process.kill(parentOf(stack.pids.temporal ?? 0), 'SIGKILL');
  await vi.waitFor(() => expect(lost).toHaveLength(1), { timeout: 20_000 });
  expect(lost[0]).toMatchObject({ code: 'KEEPER_LOST' });
  expect(leftOf(stack)).toEqual([]);
  await stack.stop();
});

test('what keeper and owner left behind when both were killed, the next stack clears away', async () => {
  const owner = new StartedProcess(ownerProgram);
  const owned = await owner.line<Owned>();
  const keeper = parentOf(owned.pids.temporal ?? 0);
  process.kill(keeper, 'SIGSTOP'); // So that it cannot notice its owner's end before its own.
  process.kill(owner.pid, 'SIGKILL');
  process.kill(keeper, 'SIGKILL');
  await owner.ended;
  await vi.waitFor(() => expect(isRunning(keeper)).toBe(false));
  expect(leftOf(owned)).toEqual(['temporal', 'postgres', 'folder']);
  const next = await startLocalStack({ environment: cleanEnvironment(), databases: [] });
  expect(leftOf(owned)).toEqual([]);
  await next.stop();
});

test('a start that is told to stop leaves nothing behind', async () => {
  const TMPDIR = await mkdtemp(join(tmpdir(), 'stack-test-'));
  const abort = new AbortController();
  const starting = startLocalStack({
    environment: cleanEnvironment({ TMPDIR }),
    signal: abort.signal,
    onProgress: () => abort.abort(),
  });
  await expect(starting).rejects.toMatchObject({ code: 'STOPPED' });
  expect(await readdir(TMPDIR)).toEqual([]);
  await rmdir(TMPDIR);
});

function leftOf({ pids, folder }: Owned): string[] {
  return [
    ...(pids.temporal !== null && isRunning(pids.temporal) ? ['temporal'] : []),
    ...(pids.postgres !== null && isRunning(pids.postgres) ? ['postgres'] : []),
    ...(existsSync(folder) ? ['folder'] : []),
  ];
}
