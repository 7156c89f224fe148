import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const page = fileURLToPath(new URL('../../docs/performance.md', import.meta.url));

test.each(['npm run bench', 'npm run bench -- --growth'])(
  'docs/performance.md has a place for what %s measures',
  async (command) => {
    const text = await readFile(page, 'utf8');
    const [, after = ''] = text.split(`<!-- ${command} writes from here -->`);
    expect(after).toContain('<!-- to here -->');
  },
);
