import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const page = fileURLToPath(new URL('../../../docs/performance.md', import.meta.url));

/** Puts what was measured into the page that tells of it, so that the two can't differ. `command` is what the page says writes it. */
export async function writeIntoPage(command: string, table: string): Promise<void> {
  const text = await readFile(page, 'utf8');
  const begin = `<!-- ${command} writes from here -->`;
  const end = '<!-- to here -->';
  const from = text.indexOf(begin);
  const to = text.indexOf(end, from);
  if (from < 0 || to < 0)
    throw new Error(`${page} has no place for the results: it needs '${begin}' and then '${end}'.`);
  await writeFile(page, `${text.slice(0, from)}${begin}\n\`\`\`text\n${table}\`\`\`\n${text.slice(to)}`);
}
