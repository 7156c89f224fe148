import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { guideText } from './guide-text.ts';

// The guide shows the very files that are compiled, run and explored here, whole or in part.
const snippets = [...guideText().matchAll(/^```ts\n\/\/ (\S+)\n(.*?)^```$/gms)].map(
  ([, file = '', code = '']) => [file, code] as const,
);

describe('the guide for participants that one does not own', () => {
  it('shows code, and of each block the file that it is from', () => {
    expect(snippets.length).toBeGreaterThanOrEqual(3);
    expect(snippets).toHaveLength([...guideText().matchAll(/^```ts$/gm)].length);
  });

  it.each(snippets)('shows %s as it is', (file, code) => {
    expect(readFileSync(new URL(file, import.meta.url), 'utf8')).toContain(code);
  });
});
