import { access, chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { LocalStackError } from '../src/index.ts';
import { isRunning } from '../src/process-identity.ts';
import { canBuildTemporal, parseGoVersion } from '../src/temporal/go-version.ts';
import { installOnce } from '../src/temporal/install-once.ts';
import { StartedProcess } from './fixtures/started-process.ts';

const stackProgram = new URL('../src/main.ts', import.meta.url);

test.each([
  ['go version go1.26.8 linux/amd64', true],
  ['go version go1.24 darwin/arm64', true],
  ['go version go2.0.1 linux/amd64', true],
  ['go version go1.23.12 linux/amd64', false],
  ['go version go1.9 linux/amd64', false],
])('"%s" is new enough to build Temporal: %s', (output, enough) => {
  const version = parseGoVersion(output);
  expect(version && canBuildTemporal(version)).toBe(enough);
});

test('an output without a version in it is no Go version', () => {
  expect(parseGoVersion('command not found')).toBeUndefined();
});

describe('filling the cache', () => {
  let folder: string;
  const goOn = new AbortController().signal;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'stack-test-'));
  });

  afterEach(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  test('is done once when several ask at the same time, and the others find it done', async () => {
    const target = join(folder, 'cache', 'temporal');
    const waits: string[] = [];
    let builds = 0;
    const install = () =>
      installOnce(
        target,
        (text) => waits.push(text),
        goOn,
        async (temporary) => {
          builds += 1;
          await writeFile(join(temporary, 'made'), `build ${builds}`);
          return join(temporary, 'made');
        },
      );
    await Promise.all([install(), install(), install()]);
    expect(builds).toBe(1);
    expect(await readFile(target, 'utf8')).toBe('build 1');
    expect(waits).toContainEqual(expect.stringContaining('another process is filling'));
  });

  test('that failed leaves nothing that could be taken for the executable', async () => {
    const target = join(folder, 'cache', 'temporal');
    const install = installOnce(
      target,
      () => undefined,
      goOn,
      async (temporary) => {
        await writeFile(join(temporary, 'half'), 'half');
        throw new Error('the disk is full');
      },
    );
    await expect(install).rejects.toThrow('the disk is full');
    expect((await readdir(join(folder, 'cache'))).filter((name) => name !== 'install.lock')).toEqual([]);
  });

  test('a stack started where Temporal must be built says so, and ends the build when it is told to stop', async () => {
    const bin = join(folder, 'bin');
    const goPid = join(folder, 'go.pid');
    // Stands in for a build of six minutes; everything else is what runs in earnest.
    await program(
      join(bin, 'go'),
      `[ "$1" = version ] && { echo go version go1.26.8; exit; }; echo $$ > ${goPid}; exec sleep 600`,
    );
    const stack = new StartedProcess(stackProgram, {
      ...withoutTemporal(folder, bin),
      DATA_DIR: join(folder, 'data'),
    });
    await printed(stack, 'building 1.5.1 with go install');
    const pid = Number(await fileWith(goPid));
    expect(isRunning(pid)).toBe(true);
    stack.child.kill('SIGTERM');
    expect(await stack.ended).toBe(0);
    expect(isRunning(pid)).toBe(false);
  });

  test('a stack started where Temporal cannot be had ends with one line that lists four ways, and starts nothing', async () => {
    const bin = join(folder, 'bin');
    await program(join(bin, 'go'), 'echo go version go1.23.1');
    const stack = new StartedProcess(stackProgram, {
      ...withoutTemporal(folder, bin),
      DATA_DIR: join(folder, 'data'),
    });
    expect(await stack.ended).toBe(1);
    expect(stack.err.trim().split('\n').at(-1)).toMatch(/four ways.*\(1\).*\(2\).*\(3\).*\(4\).*too old.*go1\.23\.1/);
    expect(stack.out).toBe('');
    await expect(access(join(folder, 'data', 'running.json'))).rejects.toThrow('ENOENT');
  });
});

test('an error of the stack is one line, whatever it quotes', () => {
  expect(new LocalStackError('POSTGRES_NOT_STARTED', 'first\n  second\n').message).toBe('first | second');
});

/** An empty cache, no CLI on PATH, and a proxy that refuses the download at once. */
function withoutTemporal(folder: string, bin: string): NodeJS.ProcessEnv {
  const PATH = [bin, '/usr/sbin', '/usr/bin', '/bin'].join(delimiter);
  const nowhere = 'http://127.0.0.1:1';
  return { TEMPORAL_CLI_PATH: '', XDG_CACHE_HOME: folder, PATH, HTTPS_PROXY: nowhere, https_proxy: nowhere };
}

async function program(file: string, script: string): Promise<void> {
  await mkdir(join(file, '..'), { recursive: true });
  await writeFile(file, `#!/bin/sh\n${script}\n`);
  await chmod(file, 0o755);
}

async function printed(process: StartedProcess, text: string): Promise<void> {
  await expect.poll(() => process.err, { timeout: 30_000 }).toContain(text);
}

async function fileWith(file: string): Promise<string> {
  await expect.poll(() => readFile(file, 'utf8').catch(() => ''), { timeout: 10_000 }).toMatch(/\n/);
  return await readFile(file, 'utf8');
}
