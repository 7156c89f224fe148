import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest';
import { cachedExecutable } from '../src/temporal/cli-cache.ts';
import { type FindTemporalOptions, findTemporal } from '../src/temporal/find-temporal.ts';

const good = 'temporal version 1.5.1 (Server 1.29.1, UI 2.42.1)';

describe('Temporal is had by the first way that works', () => {
  let folder: string;
  let environment: NodeJS.ProcessEnv;
  let progress: string[];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'stack-test-'));
    environment = { HOME: folder, PATH: join(folder, 'bin') };
    progress = [];
  });

  afterEach(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  const onPath = () => join(folder, 'bin', 'temporal');

  async function find(overrides: Partial<FindTemporalOptions> = {}) {
    return await findTemporal({
      environment,
      download: () => Promise.reject(new Error('the network is down')),
      build: () => Promise.reject(new Error('there is no Go on PATH')),
      onProgress: (text) => progress.push(text),
      signal: new AbortController().signal,
      ...overrides,
    });
  }

  test('a server that runs at TEMPORAL_ADDRESS comes before everything else', async () => {
    await program(onPath(), good);
    environment.TEMPORAL_ADDRESS = inject('localStack').temporalAddress;
    environment.TEMPORAL_CLI_PATH = onPath();
    expect(await find()).toEqual({ way: 'TEMPORAL_ADDRESS', address: environment.TEMPORAL_ADDRESS });
  });

  test('a TEMPORAL_ADDRESS where nothing answers is an error, even with a CLI at hand', async () => {
    await program(onPath(), good);
    environment.TEMPORAL_ADDRESS = '127.0.0.1:1';
    await expect(find()).rejects.toMatchObject({ code: 'TEMPORAL_UNREACHABLE' });
  });

  test('a server without the namespace that is asked for does not count as answering', async () => {
    environment.TEMPORAL_ADDRESS = inject('localStack').temporalAddress;
    environment.TEMPORAL_NAMESPACE = 'nowhere';
    await expect(find()).rejects.toThrow('with the namespace "nowhere"');
  });

  test('TEMPORAL_CLI_PATH comes before PATH', async () => {
    await program(onPath(), good);
    environment.TEMPORAL_CLI_PATH = await program(join(folder, 'mine'), good);
    expect(await find()).toEqual({ way: 'TEMPORAL_CLI_PATH', executable: join(folder, 'mine'), version: good });
  });

  test.each([
    ['is missing', () => Promise.resolve()],
    ['is not executable', () => writeFile(join(folder, 'mine'), 'text', { mode: 0o600 })],
    ['is a folder', () => mkdir(join(folder, 'mine'))],
    ['is another program', () => program(join(folder, 'mine'), 'temporal tables 2.0')],
    ['fails', () => program(join(folder, 'mine'), good, 3)],
  ])('a TEMPORAL_CLI_PATH that %s is an error, even with a CLI on PATH', async (_what, make) => {
    await program(onPath(), good);
    await make();
    environment.TEMPORAL_CLI_PATH = join(folder, 'mine');
    await expect(find()).rejects.toMatchObject({ code: 'TEMPORAL_CLI_UNUSABLE' });
  });

  test('PATH comes before the cache', async () => {
    await program(onPath(), good);
    await program(cachedExecutable(environment), good);
    expect(await find()).toMatchObject({ way: 'PATH', executable: onPath() });
  });

  test('one on PATH that does not run is passed over, and that is said', async () => {
    await program(onPath(), good, 1);
    await program(cachedExecutable(environment), good);
    expect(await find()).toMatchObject({ way: 'cache' });
    expect(progress).toEqual([expect.stringContaining(`${onPath()} is on PATH but does not run`)]);
  });

  test('the cache comes before a download, and is where XDG_CACHE_HOME says', async () => {
    environment.XDG_CACHE_HOME = join(folder, 'xdg');
    const cached = await program(cachedExecutable(environment), good);
    expect(cached).toBe(join(folder, 'xdg', 'saga-core', 'temporal-1.5.1', 'temporal'));
    expect(await find()).toEqual({ way: 'cache', executable: cached, version: good });
  });

  test('a download comes before a build, and its result is used', async () => {
    const source = await find({ download: (target) => program(target, good).then(() => undefined) });
    expect(source).toEqual({ way: 'download', executable: cachedExecutable(environment), version: good });
  });

  test('a build is the last way, and why there was no download is said', async () => {
    const source = await find({ build: (target) => program(target, good).then(() => undefined) });
    expect(source).toMatchObject({ way: 'go install' });
    expect(progress).toEqual([expect.stringContaining('the network is down')]);
  });

  test('a download that does not run is not used', async () => {
    await expect(find({ download: (target) => program(target, 'half a file').then(() => undefined) })).rejects.toThrow(
      'does not run: --version printed "half a file"',
    );
  });

  test('with no way left, one line lists the four ways and why each failed', async () => {
    const error = await find().catch((reason: Error) => reason);
    expect(error).toMatchObject({ code: 'TEMPORAL_NOT_FOUND' });
    const { message } = error as Error;
    for (const part of [
      '(1) set TEMPORAL_ADDRESS',
      '(2) install the Temporal CLI',
      'TEMPORAL_CLI_PATH',
      '(3) let it be downloaded',
      'the network is down',
      '(4) let it be built, with Go 1.24 or later',
      'there is no Go on PATH',
    ]) {
      expect(message).toContain(part);
    }
    expect(message).not.toContain('\n');
  });

  test('told to stop during a download, no build is begun', async () => {
    const abort = new AbortController();
    let built = false;
    const finding = find({
      signal: abort.signal,
      download: async () => {
        abort.abort();
        throw new Error('stopped');
      },
      build: async () => {
        built = true;
      },
    });
    await expect(finding).rejects.toMatchObject({ code: 'STOPPED' });
    expect(built).toBe(false);
  });
});

/** A program at `file` that answers any call with `output`. */
async function program(file: string, output: string, exitCode = 0): Promise<string> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, `#!/bin/sh\necho '${output}'\nexit ${exitCode}\n`);
  await chmod(file, 0o755);
  return file;
}
