import { readFileSync } from 'node:fs';

const docs = new URL('../../../../docs/', import.meta.url);

/** The pages that this folder's files and tests stand behind. */
export const pageNames = ['start.md', 'words.md', 'rules.md', 'operating-sagas.md', 'migrating.md'] as const;

export function pageText(name: string): string {
  return readFileSync(new URL(name, docs), 'utf8');
}

/** A block of code of a page, with the indentation of the list that it stands in taken away. */
export interface CodeBlock {
  readonly language: string;
  readonly code: string;
}

export function codeBlocks(markdown: string): CodeBlock[] {
  return [...markdown.matchAll(/^( *)```(\w*)\n(.*?)^\1```$/gms)].map(([, indent = '', language = '', body = '']) => {
    return { language, code: body.replaceAll(new RegExp(`^${indent}`, 'gm'), '') };
  });
}

/** A file that the package's README shows, without the line that names it. */
export function readmeFile(name: string): string {
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
  const shown = codeBlocks(readme).find(({ code }) => code.startsWith(`// ${name}\n`));
  if (shown === undefined) throw new Error(`The README of the package shows no file ${name}.`);
  return shown.code.slice(shown.code.indexOf('\n') + 1);
}
