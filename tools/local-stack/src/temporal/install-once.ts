import { access, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { FolderLock } from '../folder-lock.ts';

/**
 * Lets one process at a time fill the cache. `obtain` gets an empty folder and gives the path of the executable it made;
 * only a finished one is moved to `target`, so nobody ever runs half a file. A process that waited finds it done.
 */
export async function installOnce(
  target: string,
  onProgress: (text: string) => void,
  signal: AbortSignal,
  obtain: (folder: string) => Promise<string>,
): Promise<void> {
  const cache = dirname(target);
  await mkdir(cache, { recursive: true });
  const lockFile = join(cache, 'install.lock');
  let lock = FolderLock.tryAcquire(lockFile);
  const waited = lock === undefined;
  while (lock === undefined) {
    onProgress(`Temporal: another process is filling ${cache}; waiting for it`);
    await delay(1_000, undefined, { signal });
    lock = FolderLock.tryAcquire(lockFile);
  }
  try {
    if (waited && (await exists(target))) return;
    const folder = await mkdtemp(join(cache, 'new-'));
    try {
      await rename(await obtain(folder), target);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  } finally {
    lock.release();
  }
}

async function exists(file: string): Promise<boolean> {
  try {
    await access(file);
    return true;
  } catch {
    return false; // Whoever held the lock before did not succeed: it is our turn.
  }
}
