// A lock that the kernel takes back when its holder dies, however it dies: an exclusive transaction on an empty
// SQLite file. A lock file with a pid in it would stay behind after kill -9, and its pid may belong to somebody else by then.
import { DatabaseSync } from 'node:sqlite';

const busy = 5;

export class FolderLock {
  readonly #database: DatabaseSync;

  private constructor(database: DatabaseSync) {
    this.#database = database;
  }

  /** Undefined when another process holds it. Throws when the file cannot be made. */
  static tryAcquire(file: string): FolderLock | undefined {
    const database = new DatabaseSync(file, { timeout: 0 });
    try {
      database.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
      return new FolderLock(database);
    } catch (error) {
      database.close();
      if (error instanceof Error && 'errcode' in error && error.errcode === busy) return undefined;
      throw error;
    }
  }

  release(): void {
    this.#database.close();
  }
}
