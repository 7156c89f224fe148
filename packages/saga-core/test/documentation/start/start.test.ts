// Walks docs/start.md with the packed library: the README's five files, what they print, and what `saga` shows of it. The saga
// itself is in every run of the tests (test/packed); this adds what the page shows beside it.
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, inject, it, onTestFinished } from 'vitest';
import { packSagaCore } from '../../packed/packed-package.ts';
import { UsersProject } from '../../packed/users-project.ts';
import { codeBlocks, pageText, readmeFile } from '../pages.ts';

const page = pageText('start.md');
const files = [...page.matchAll(/^\| \[`([\w-]+\.ts)`\]/gm)].map(([, file = '']) => file);
const blocks = codeBlocks(page);

/** What the page shows as printed by a command, or after it. */
function shownAfter(command: string): string {
  const at = blocks.findIndex(({ language, code }) => language === 'sh' && code === `${command}\n`);
  return blocks.slice(at + 1).find(({ language }) => language === 'text')?.code ?? '';
}

/** Without what differs from one run to the next. */
function timeless(printed: string): string {
  return printed
    .replaceAll(/\d{4}-\d\d-\d\d/g, 'DATE')
    .replaceAll(/\d\d:\d\d:\d\d(\.\d+)?/g, 'TIME')
    .replaceAll(/\d+ ms|\d+\.\d s/g, 'SPAN');
}

describe('docs/start.md', { tags: ['long'] }, () => {
  const folders: string[] = [];
  let project: UsersProject;

  // A namespace is for all tests of a run, so the ids and the queue are this one's own here.
  const own = randomUUID().slice(0, 8);

  beforeAll(async () => {
    for (const name of ['packed', 'start']) folders.push(await mkdtemp(join(tmpdir(), `saga-core-${name}-`)));
    const [forPacking = '', forUser = ''] = folders;
    project = new UsersProject(forUser);
    await project.install(await packSagaCore(forPacking));
  }, 300_000);

  afterAll(async () => {
    for (const folder of folders) await rm(folder, { recursive: true, force: true });
  });

  it('leads from the files of the README to sagas that run, and are shown as the page shows them', async () => {
    expect(files).toHaveLength(5);
    for (const file of files) await project.write(file, renamed(readmeFile(file)));
    const environment = { TEMPORAL_ADDRESS: inject('localStack').temporalAddress };
    const worker = project.start('worker.ts', environment);
    onTestFinished(() => void worker.kill('SIGKILL'));
    const workerSaid = Promise.all([text(worker.stdout), text(worker.stderr)]);
    const start = project.start('start.ts', environment);
    onTestFinished(() => void start.kill('SIGKILL'));
    expect(await text(start.stdout)).toBe(shownAfter('node start.ts'));

    await expect
      .poll(async () => timeless(await saga(`list --search ${own}-trip`)))
      .toBe(timeless(shownAfter('npx saga list')));
    expect(timeless(await saga(`show ${own}-trip-40`))).toBe(timeless(shownAfter('npx saga show book-trip-40')));

    const ended = once(worker, 'exit');
    worker.kill('SIGTERM');
    await ended;
    const [did] = await workerSaid;
    const lines = blocks
      .filter(({ code }) => code.includes('once for the key'))
      .flatMap(({ code }) => code.trim().split('\n'));
    expect(lines).toHaveLength(2);
    for (const line of lines) expect(did.replaceAll(`${own}-trip`, 'book-trip')).toContain(line);
  }, 120_000);

  const renamed = (source: string) =>
    source.replaceAll("'trips'", `'trips-${own}'`).replaceAll('book-trip-$', `${own}-trip-$`);

  async function saga(parameters: string): Promise<string> {
    const { code, stdout, stderr } = await project.command(
      `npx saga ${parameters} --address ${inject('localStack').temporalAddress}`,
    );
    expect([code, stderr]).toEqual([0, '']);
    return stdout.replaceAll(`${own}-trip`, 'book-trip');
  }
});
