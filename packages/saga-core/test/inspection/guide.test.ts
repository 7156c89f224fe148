import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseMermaid } from './support/parse-mermaid.ts';

const docs = new URL('../../../../docs/', import.meta.url);
const pages = ['inspecting-sagas.md', ...globSync('rules/*.md', { cwd: docs })];
const blocks = pages.flatMap((page) =>
  [...readFileSync(new URL(page, docs), 'utf8').matchAll(/^```(\w+)\n(.*?)^```$/gms)].map(
    ([, language = '', code = '']) => ({ page, language, code }),
  ),
);
const snippets = blocks
  .filter(({ language }) => language === 'ts')
  .map(({ page, code }) => {
    const [, file = '', shown = ''] = /^\/\/ (\S+)\n(.*)$/s.exec(code) ?? [];
    return [page, file, shown] as const;
  });

// The pages show the very files that are compiled and run here, whole or in part.
describe('the guide for inspecting sagas', () => {
  it('shows code', () => {
    expect(snippets.length).toBeGreaterThanOrEqual(4);
  });

  it.each(snippets)('%s shows %s as it is', (_, file, shown) => {
    expect(shown).not.toBe('');
    expect(readFileSync(new URL(`guide/${file}`, import.meta.url), 'utf8')).toContain(shown);
  });

  it('shows drawings that are made of the saga it shows, and that Mermaid draws', async () => {
    const drawn = blocks.filter(({ language }) => language === 'mermaid');
    expect(drawn.length).toBe(1);
    for (const { code } of drawn) {
      expect(code).toBe(readFileSync(new URL('guide/pay.mmd', import.meta.url), 'utf8'));
      await parseMermaid(code);
    }
  });
});
