import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';

/** One file of the page, as it is sent. */
export interface PageFile {
  readonly type: string;
  readonly body: string;
  readonly entityTag: string;
}

/** `js` in the built package. Run from source the page's modules are TypeScript, whose types are stripped here. */
export const scriptExtension = extname(import.meta.url).slice(1);

const folder = new URL('../browser/', import.meta.url);

/** The names of the page's own modules. */
export const moduleNames: readonly string[] = readdirSync(folder).filter((name) => isScript(name));

/** Modules of libraries, by the name that the page's import map has them under. */
const libraries = {
  'preact.js': import.meta.resolve('preact'),
  'preact-hooks.js': import.meta.resolve('preact/hooks'),
  'htm.js': import.meta.resolve('htm'),
};

/** All files of the page by name, read once: there are few, and they are small. */
export function readPageFiles(): ReadonlyMap<string, PageFile> {
  return new Map([
    ...moduleNames.map((name) => [name, pageFile('text/javascript', script(read(name)))] as const),
    ...Object.entries(libraries).map(([name, url]) => [name, pageFile('text/javascript', read(url))] as const),
    ['console.css', pageFile('text/css', read('console.css'))],
    ['icon.svg', pageFile('image/svg+xml', read('icon.svg'))],
  ]);
}

// Beside a built module lies its map and its types, which are for people who develop this.
function isScript(name: string): boolean {
  return name.endsWith(`.${scriptExtension}`) && !name.endsWith('.d.ts');
}

function script(text: string): string {
  return scriptExtension === 'ts' ? stripTypeScriptTypes(text) : text;
}

function read(name: string): string {
  return readFileSync(fileURLToPath(new URL(name, folder)), 'utf8');
}

function pageFile(type: string, body: string): PageFile {
  return { type, body, entityTag: `"${createHash('sha256').update(body).digest('base64url')}"` };
}
