import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { worksInside } from '../process-identity.ts';

/**
 * After a kill the file with the old server's process id stays behind. Postgres looks only whether that id is in use, and
 * refuses to start when the system has given it to another process; so it is removed when that one is no server of this
 * folder. Only for whoever holds the folder's lock.
 */
export async function removeStalePidFile(folder: string): Promise<void> {
  const file = join(folder, 'postmaster.pid');
  try {
    const pid = Number.parseInt(await readFile(file, 'utf8'), 10);
    if (Number.isInteger(pid) && (await worksInside(pid, folder))) return;
    await rm(file, { force: true });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
  }
}
