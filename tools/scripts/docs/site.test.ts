import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import site from '../../../docs/site/typedoc.json' with { type: 'json' };

const root = fileURLToPath(new URL('../../..', import.meta.url));

describe('the documentation site', () => {
  it('holds every page of docs, in the order that its settings tell', async () => {
    const pages = (await readdir(join(root, 'docs'))).filter((name) => name.endsWith('.md'));
    const told = site.projectDocuments.filter((path) => /^\.\.\/[^/]+$/.test(path)).map((path) => path.slice(3));
    expect(pages.sort()).toEqual(told.sort());
  });

  it('is built without a warning, with every page and every door', { tags: ['long'], timeout: 240_000 }, async () => {
    const folder = await mkdtemp(join(tmpdir(), 'saga-docs-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const typedoc = join(root, 'node_modules/typedoc/bin/typedoc');
    const parameters = [
      '--conditions=@saga/source',
      typedoc,
      '--options',
      join(root, 'docs/site/typedoc.json'),
      '--out',
      folder,
    ];
    const { stdout, stderr } = await promisify(execFile)(process.execPath, parameters, { cwd: root });
    expect(`${stdout}${stderr}`).not.toContain('warning');
    const pages = await readdir(join(folder, 'documents'));
    expect(pages).toContain('Prove_your_saga_in_ten_minutes.html');
    expect(pages).toContain('SAGA_NEEDS_ATTENTION.html');
    const doors = await readdir(join(folder, 'modules'));
    expect(doors).toHaveLength(site.entryPoints.length);
    expect(await readFile(join(folder, 'index.html'), 'utf8')).toContain('saga-core');
  });
});
