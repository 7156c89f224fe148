import { cp, mkdtemp, readFile, readlink, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { addMissingSymlinks, findPostgresBinaries } from '../src/postgres/postgres-binaries.ts';
import { runBriefly } from '../src/run-briefly.ts';

test('the Postgres that npm brought runs', async () => {
  const { postgres } = await findPostgresBinaries();
  expect(await runBriefly(postgres, ['--version'])).toContain('PostgreSQL) 18');
});

test('the links between its libraries are made where npm ran no install script, and making them again is harmless', async () => {
  const { folder } = await findPostgresBinaries();
  const copy = await mkdtemp(join(tmpdir(), 'stack-test-'));
  const native = join(copy, 'native');
  try {
    await cp(join(folder, 'pg-symlinks.json'), join(native, 'pg-symlinks.json'));
    await cp(join(folder, 'lib'), join(native, 'lib'), { recursive: true, verbatimSymlinks: true });
    const links: { source: string; target: string }[] = JSON.parse(
      await readFile(join(native, 'pg-symlinks.json'), 'utf8'),
    );
    const original = await Promise.all(links.map(({ target }) => readlink(join(copy, target))));
    for (const { target } of links) await rm(join(copy, target));
    await addMissingSymlinks(native);
    await addMissingSymlinks(native);
    expect(await Promise.all(links.map(({ target }) => readlink(join(copy, target))))).toEqual(original);
  } finally {
    await rm(copy, { recursive: true, force: true });
  }
});
