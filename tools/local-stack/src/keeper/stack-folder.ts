import { renameSync, writeFileSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { FolderLock } from '../folder-lock.ts';
import { LocalStackError } from '../local-stack-error.ts';
import { isRunning } from '../process-identity.ts';
import { endLeftovers, type RunningRecord } from './leftovers.ts';

const temporaryPrefix = 'saga-stack-';
const recordFile = 'running.json';
const lockFile = 'stack.lock';

/** The folder of one stack, held by one keeper at a time. */
export class StackFolder {
  readonly path: string;
  readonly temporary: boolean;
  readonly #lock: FolderLock;

  private constructor(path: string, temporary: boolean, lock: FolderLock) {
    this.path = path;
    this.temporary = temporary;
    this.#lock = lock;
  }

  /** @throws LocalStackError `DATA_DIR_IN_USE`, `DATA_DIR_UNUSABLE` */
  static async open(dataDir: string | undefined): Promise<StackFolder> {
    return dataDir === undefined ? await openTemporary() : await openPersistent(dataDir);
  }

  /** @internal */
  static held(path: string, temporary: boolean, lock: FolderLock): StackFolder {
    return new StackFolder(path, temporary, lock);
  }

  file(name: string): string {
    return join(this.path, name);
  }

  /** Who runs here: for the keeper that comes next, should this one be killed. */
  record(running: RunningRecord): void {
    writeFileSync(this.file(`${recordFile}.new`), JSON.stringify(running), { mode: 0o600 });
    renameSync(this.file(`${recordFile}.new`), this.file(recordFile));
  }

  /** Removes a temporary folder; gives a persistent one free. */
  async close(): Promise<void> {
    if (this.temporary) await rm(this.path, { recursive: true, force: true, maxRetries: 5 });
    else await rm(this.file(recordFile), { force: true });
    this.#lock.release();
  }
}

async function openTemporary(): Promise<StackFolder> {
  await sweepTemporaryFolders();
  const path = await mkdtemp(join(tmpdir(), temporaryPrefix));
  const lock = FolderLock.tryAcquire(join(path, lockFile));
  if (!lock) throw new Error(`The fresh folder ${path} is locked by another process.`);
  return StackFolder.held(path, true, lock);
}

async function openPersistent(path: string): Promise<StackFolder> {
  let lock: FolderLock | undefined;
  try {
    await mkdir(path, { recursive: true, mode: 0o700 });
    lock = await lockPersistent(path);
  } catch (error) {
    if (error instanceof LocalStackError) throw error;
    throw new LocalStackError(
      'DATA_DIR_UNUSABLE',
      `The stack cannot keep its files in ${path} (${error instanceof Error ? error.message : error}). Set DATA_DIR to a folder that this user may write to.`,
      { cause: error },
    );
  }
  const folder = StackFolder.held(path, false, lock);
  await endLeftovers(path, await readRecord(path));
  return folder;
}

/** Waits for a keeper whose parent is gone, as it is about to stop; refuses when the parent lives. */
async function lockPersistent(path: string): Promise<FolderLock> {
  const until = Date.now() + 30_000;
  for (;;) {
    const lock = FolderLock.tryAcquire(join(path, lockFile));
    if (lock) return lock;
    const record = await readRecord(path);
    if ((record && isRunning(record.parent)) || Date.now() > until) {
      throw new LocalStackError(
        'DATA_DIR_IN_USE',
        `Another local stack${record ? ` (process ${record.parent})` : ''} runs on the folder ${path}. Stop it, or set DATA_DIR to another folder.`,
      );
    }
    await delay(100);
  }
}

async function readRecord(path: string): Promise<RunningRecord | undefined> {
  try {
    return JSON.parse(await readFile(join(path, recordFile), 'utf8'));
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** Temporary stacks whose keeper was killed with kill -9: their servers are stopped and their folders removed. */
async function sweepTemporaryFolders(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    if (name.startsWith(temporaryPrefix)) await sweep(join(tmpdir(), name));
  }
}

async function sweep(path: string): Promise<void> {
  try {
    // Without a record its keeper is just starting, so it is not left over.
    if ((await stat(path)).uid === process.getuid?.() && (await readRecord(path))) await clearAwayStack(path, true);
  } catch (error) {
    // Another process swept it at the same time. Anything else is worth knowing, but no reason not to start.
    if (!isMissing(error)) process.stderr.write(`The left-over folder ${path} could not be removed: ${error}\n`);
  }
}

/** Stops what runs in the folder, and removes a temporary one, if no keeper holds it any more. */
export async function clearAwayStack(path: string, temporary: boolean): Promise<void> {
  const record = await readRecord(path);
  if (!record) return;
  const lock = FolderLock.tryAcquire(join(path, lockFile));
  if (!lock) return;
  try {
    await endLeftovers(path, record);
    if (temporary) await rm(path, { recursive: true, force: true, maxRetries: 5 });
    else await rm(join(path, recordFile), { force: true });
  } finally {
    lock.release();
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
