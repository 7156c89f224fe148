// What a user gets: saga-core as the registry would hold it, installed in an empty folder far from this workspace, where
// the saga of its README is type-checked and run on a real Temporal, and the page on proving a saga is walked.
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, inject, it, onTestFinished } from 'vitest';
import { packSagaCore } from './packed-package.ts';
import { UsersProject } from './users-project.ts';
import { walkPage } from './walk-page.ts';

const run = promisify(execFile);
const readme = new URL('../../README.md', import.meta.url);

/** The strictest that a user may have. `allowImportingTsExtensions`, because Node runs the README's files as they are. */
const strict = {
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  verbatimModuleSyntax: true,
  module: 'nodenext',
  target: 'es2023',
  types: ['node'],
  allowImportingTsExtensions: true,
  skipLibCheck: false,
  // As a library does that exports its sagas: every type in them must have a name that can be imported.
  declaration: true,
  noEmit: true,
};

describe('saga-core, packed', () => {
  const folders: string[] = [];
  const newFolder = async (name: string) => {
    const folder = await mkdtemp(join(tmpdir(), `saga-core-${name}-`));
    folders.push(folder);
    return folder;
  };
  let packed = '';
  let project: UsersProject;

  beforeAll(async () => {
    packed = await packSagaCore(await newFolder('packed'));
    project = new UsersProject(await newFolder('user'));
    await project.install(packed);
    for (const [name, source] of readmeFiles(await readFile(readme, 'utf8'))) await project.write(name, source);
  }, 300_000);

  afterAll(async () => {
    for (const folder of folders) await rm(folder, { recursive: true, force: true });
  });

  it('holds its build, README and licence, and nothing else', async () => {
    const { stdout } = await run('tar', ['-tzf', packed]);
    const files = stdout.trim().split('\n');
    const expected = /^package\/(package\.json|README\.md|LICENSE|dist\/[\w/-]+\.(js|js\.map|d\.ts))$/;
    expect(files.filter((file) => !expected.test(file))).toEqual([]);
    expect(files).toEqual(expect.arrayContaining(['package/README.md', 'package/LICENSE', 'package/dist/index.d.ts']));
    expect(files.filter((file) => /(^|\/)test\/|\.test\./.test(file))).toEqual([]);
  });

  it('names no folder of the machine that built it', async () => {
    const root = join(project.folder, 'node_modules/saga-core');
    const repository = fileURLToPath(new URL('../../../../', import.meta.url)).slice(0, -1);
    const named: string[] = [];
    for (const entry of await readdir(root, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const content = await readFile(join(entry.parentPath, entry.name), 'utf8');
      const places = [repository, tmpdir(), homedir(), repository.slice(1)].filter((place) => content.includes(place));
      if (places.length > 0) named.push(`${entry.name}: ${places.join(', ')}`);
    }
    expect(named).toEqual([]);
  });

  it("type-checks the README's saga strictly, and finds what is wrong in another", async () => {
    const source = await readFile(join(project.folder, 'book-trip.ts'), 'utf8');
    await project.write('wrong-trip.ts', source.replace('results.bookHotel.price', 'results.bookHotel.prize'));
    expect(await project.typeErrors(strict)).toEqual([expect.stringMatching(/^wrong-trip\.ts.*'prize'/)]);
  }, 120_000);

  it("runs the README's saga on Temporal, and undoes the one that is refused", async () => {
    const promised = /```text\n(.*?)```/s.exec(await readFile(readme, 'utf8'))?.[1];
    const environment = { TEMPORAL_ADDRESS: inject('localStack').temporalAddress };
    const worker = project.start('worker.ts', environment);
    const start = project.start('start.ts', environment);
    onTestFinished(() => {
      worker.kill('SIGKILL');
      start.kill('SIGKILL');
    });
    const workerSaid = Promise.all([text(worker.stdout), text(worker.stderr)]);
    const startSaid = Promise.all([text(start.stdout), text(start.stderr)]);
    // Without a worker the start would wait for ever.
    const workerGone = workerSaid.then((said) => Promise.reject(new Error(`The worker ended: ${said.join('')}`)));
    expect(await Promise.race([startSaid, workerGone])).toEqual([promised, '']);
    worker.kill('SIGTERM');
    const [undone] = await workerSaid;
    expect(undone).toContain('cancel the hotel of trip t40, once for the key book-trip-40/bookHotel/compensate');
  });

  it("finds in the README's saga, whose services keep no barrier, what the README shows", async () => {
    const [, counterexample] = [...(await readFile(readme, 'utf8')).matchAll(/```text\n(.*?)```/gs)];
    expect(await project.node('prove.ts')).toBe(counterexample?.[1]);
  });

  it("finds nothing in the README's saga when its services keep barriers", { tags: ['long'] }, async () => {
    const source = await readFile(join(project.folder, 'book-trip.ts'), 'utf8');
    await project.write('guarded-trip.ts', source.replaceAll(/Activities>\('\w+'/g, '$&, { barrier: true }'));
    const prove = await readFile(join(project.folder, 'prove.ts'), 'utf8');
    await project.write('prove-guarded.ts', prove.replace('./book-trip.ts', './guarded-trip.ts'));
    const [, states] = /in any of the ([\d,]+) states/.exec(await readFile(readme, 'utf8')) ?? [];
    expect(await project.node('prove-guarded.ts')).toBe(
      `no way to break a promise in ${states?.replaceAll(',', '')} states\n`,
    );
  });

  it('opens every door where its optional peers, pg and express, are not installed', async () => {
    const { exports } = JSON.parse(
      await readFile(join(project.folder, 'node_modules/saga-core/package.json'), 'utf8'),
    ) as { exports: Record<string, unknown> };
    // What Vitest's `expect` is given is for those who have it.
    const doors = Object.keys(exports).filter((door) => !door.endsWith('.json') && door !== './vitest');
    const installed = await readdir(join(project.folder, 'node_modules'));
    expect(installed.filter((name) => name === 'pg' || name === 'express')).toEqual([]);
    const names = doors.map((door) => door.replace('.', 'saga-core'));
    const script = `for (const name of process.argv.slice(1)) console.log(name, Object.keys(await import(name)).length > 0)`;
    const printed = await project.node('--input-type=module', '--eval', script, ...names);
    expect(printed).toBe(names.map((name) => `${name} true\n`).join(''));
  });

  it('takes who walks docs/proving-your-saga.md from a wrong saga to counterexamples, and to one that nothing breaks', async () => {
    const newcomer = new UsersProject(await newFolder('newcomer'));
    await newcomer.install(packed, ['typescript']);
    const ended = await walkPage(newcomer, new URL('../../../../docs/proving-your-saga.md', import.meta.url));
    expect(ended.map(([command, code]) => [command.split(' ', 3).join(' '), code])).toEqual([
      ['npx tsc --noEmit', 0],
      ['npx saga explore', 1],
      ['npx saga explore', 1],
      ['npx saga explore', 0],
    ]);
  }, 240_000);
});

/** The README's code blocks that begin with a file's name. */
function readmeFiles(markdown: string): [name: string, source: string][] {
  return [...markdown.matchAll(/```ts\n\/\/ ([\w-]+\.ts)\n(.*?)```/gs)].map(([, name, source]) => {
    if (name === undefined || source === undefined) throw new Error('A code block has no name.');
    return [name, source];
  });
}
