import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { brokenLinks } from './markdown-links.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const { stdout } = spawnSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.md'], {
  cwd: root,
  encoding: 'utf8',
});
const pages = stdout.split('\n').filter((page) => page !== '');

describe('the links within the project', () => {
  it('are looked for in every page', () => {
    expect(pages).toEqual(expect.arrayContaining(['README.md', 'docs/design.md', 'packages/saga-core/README.md']));
  });

  it.each(pages)('of %s lead somewhere', (page) => {
    expect(brokenLinks(root, page)).toEqual([]);
  });

  it('are found broken when a file or a heading is not there', () => {
    const folder = mkdtempSync(join(tmpdir(), 'saga-links-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    writeFileSync(join(folder, 'there.md'), '# A `code` heading\n\n# Twice\n\n# Twice\n');
    writeFileSync(
      join(folder, 'page.md'),
      '# Page\n[a](there.md) [b](there.md#a-code-heading) [c](there.md#twice-1) [d](#page) [e](https://example.com/x)\n' +
        '[f](gone.md) ![g](gone.svg) [h](there.md#twice-2) [i](#gone) [j](../outside.md)\n\n```md\n[k](gone.md)\n```\n',
    );
    expect(brokenLinks(folder, 'page.md')).toEqual([
      'page.md links to gone.md, and there is no gone.md',
      'page.md links to gone.svg, and there is no gone.svg',
      'page.md links to there.md#twice-2, and there.md has no such heading',
      'page.md links to #gone, and page.md has no such heading',
      'page.md links to ../outside.md, and there is no ../outside.md',
    ]);
  });
});
