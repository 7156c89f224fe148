import { existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { CliError } from '../cli-error.ts';
import type { Report } from '../report.ts';
import { safely, textOf } from '../text-of.ts';

/** What a file exports. */
export interface LoadedModule {
  readonly file: string;
  readonly exports: Readonly<Record<string, unknown>>;
}

/**
 * Loads a file of the user's as Node does: TypeScript with its types stripped. What it imports comes from where it stands.
 *
 * @throws {@link CliError} `SAGA_FILE` when there is none, or it can't be loaded: it says where and what to change
 */
export async function loadModule(report: Report, file: string): Promise<LoadedModule> {
  const path = resolve(file);
  if (!existsSync(path)) throw new CliError('SAGA_FILE', `There is no file ${file}. Give the path of a module.`);
  if (!statSync(path).isFile())
    throw new CliError('SAGA_FILE', `${file} is no file. Give the path of a module, such as ${file}/index.ts.`);
  report.meet(file);
  try {
    return { file, exports: (await import(pathToFileURL(path).href)) as Readonly<Record<string, unknown>> };
  } catch (error) {
    throw new CliError(
      'SAGA_FILE',
      `${file} can't be loaded: ${messageOf(error)}${placeOf(error)} ${remedyOf(error)}`,
      {
        cause: error,
      },
    );
  }
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return `it threw ${textOf(error)}.`;
  const text = textOf(error).replaceAll(/\s+/g, ' ').trim();
  const name = error.name === 'Error' ? '' : `${safely(() => String(error.name))}: `;
  return `${name}${text}${/[.!?]$/.test(text) ? '' : '.'}`;
}

// A syntax error says where it is in its stack's first line only.
function placeOf(error: unknown): string {
  const [first = ''] = error instanceof SyntaxError ? safely(() => String(error.stack)).split('\n') : [];
  const place = /^(file:\/\/)?(\/.*:\d+|[A-Za-z]:\\.*:\d+)$/.exec(first)?.[2];
  return place === undefined ? '' : ` (${place})`;
}

function remedyOf(error: unknown): string {
  switch (error instanceof Error && 'code' in error ? error.code : undefined) {
    case 'ERR_MODULE_NOT_FOUND':
    case 'ERR_UNSUPPORTED_DIR_IMPORT':
      return 'Install what is missing where the file stands; an import of a file names it in full, its .ts too.';
    case 'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX':
      return 'Node runs TypeScript whose types can be left out: no enum, no namespace, no parameter property ("erasableSyntaxOnly" in tsconfig.json finds them). Or compile it, and give the JavaScript.';
    case 'ERR_UNSUPPORTED_NODE_MODULES_TYPE_STRIPPING':
      return 'Node runs no TypeScript inside node_modules: give the JavaScript.';
    case 'ERR_UNKNOWN_FILE_EXTENSION':
      return process.features.typescript
        ? 'Give a module: .ts, .mts, .js or .mjs.'
        : `Give a module: .js or .mjs, or .ts with Node 22.18 or later. This is Node ${process.versions.node}, which runs no TypeScript.`;
    default:
      return '--debug shows where it comes from.';
  }
}
