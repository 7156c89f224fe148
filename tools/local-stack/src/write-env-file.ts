import { randomBytes } from 'node:crypto';
import { rename, rm, writeFile } from 'node:fs/promises';
import { LocalStackError } from './local-stack-error.ts';

/**
 * Writes NAME=value lines, readable by their owner only as there are passwords among them. Whoever watches for the file
 * finds all of it or none.
 */
export async function writeEnvFile(file: string, env: Readonly<Record<string, string>>): Promise<void> {
  const lines = Object.entries(env).map(([name, value]) => `${name}=${value}\n`);
  const unfinished = `${file}.${randomBytes(6).toString('hex')}`;
  try {
    await writeFile(unfinished, lines.join(''), { mode: 0o600, flag: 'wx' });
    await rename(unfinished, file);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw new LocalStackError(
      'ENV_FILE_UNWRITABLE',
      `STACK_ENV_FILE is ${file}, which cannot be written (${error instanceof Error ? error.message : error}). Set it to a file in a folder that exists and that this user may write to.`,
      { cause: error },
    );
  }
}
