import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));

// Restate's turn has the most processes: the server's and its keeper beside the system's, the participants' and the stack's.
describe.runIf(process.platform === 'linux')('A benchmark that is broken off', () => {
  let folder: string;
  let bench: ChildProcess;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'saga-bench-test-'));
    const args = [
      '--conditions=@saga/source',
      main,
      '--systems',
      'restate',
      '--rounds',
      '1',
      '--out',
      join(folder, 'out'),
    ];
    bench = spawn(process.execPath, args, { env: { ...process.env, TMPDIR: folder }, stdio: 'ignore' });
  });

  afterEach(async () => {
    if (bench.exitCode === null && bench.signalCode === null) {
      bench.kill('SIGINT');
      await once(bench, 'exit');
    }
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  test('by Ctrl-C leaves no process and no file, and its exit code tells it', async () => {
    const started = await processesOfARunningSystem(bench);
    bench.kill('SIGINT');
    expect((await once(bench, 'exit'))[0]).toBe(130);
    expect(started.filter(isRunning)).toEqual([]);
    expect(await readdir(folder)).toEqual([]);
  });

  test('by kill -9 leaves no process', async () => {
    const started = await processesOfARunningSystem(bench);
    bench.kill('SIGKILL');
    await expect.poll(() => started.filter(isRunning)).toEqual([]);
  });
});

/** All that the benchmark has started, as soon as a system of it runs. */
async function processesOfARunningSystem({ pid = 0 }: ChildProcess): Promise<readonly number[]> {
  const commands = () => descendantsOf(pid).map(commandOf);
  const runs = (part: string) => commands().some((command) => command.includes(part));
  await expect.poll(() => runs('systems/main.ts') && runs('--base-dir'), { timeout: 60_000 }).toBe(true);
  return descendantsOf(pid);
}

function descendantsOf(root: number): readonly number[] {
  const children = new Map<number, number[]>();
  for (const entry of readdirSync('/proc')) {
    const pid = Number(entry);
    if (!Number.isInteger(pid)) continue;
    const parent = Number(/^PPid:\s+(\d+)$/m.exec(read(`/proc/${pid}/status`))?.[1]);
    children.set(parent, [...(children.get(parent) ?? []), pid]);
  }
  const below = (pid: number): readonly number[] =>
    (children.get(pid) ?? []).flatMap((child) => [child, ...below(child)]);
  return below(root);
}

function commandOf(pid: number): string {
  return read(`/proc/${pid}/cmdline`);
}

/** One that has ended and that nobody has asked after yet does not count. */
function isRunning(pid: number): boolean {
  const state = /^State:\s+(\w)/m.exec(read(`/proc/${pid}/status`))?.[1];
  return state !== undefined && state !== 'Z';
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return ''; // It has ended.
  }
}
