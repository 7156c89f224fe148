import { open, readFile, rename } from 'node:fs/promises';

/** A server's output goes to a file: a pipe would fill up, and break when its reader dies. */
export class ServerLog {
  readonly file: string;

  constructor(file: string) {
    this.file = file;
  }

  /** Keeps the log of the run before beside the new one. */
  async rotate(): Promise<void> {
    try {
      await rename(this.file, `${this.file}.previous`);
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
  }

  async open() {
    return await open(this.file, 'a', 0o600);
  }

  async lastWords(): Promise<string> {
    try {
      const lines = (await readFile(this.file, 'utf8')).trim().split('\n');
      return lines.slice(-3).join(' | ').slice(-600) || 'it said nothing';
    } catch (error) {
      if (isMissing(error)) return 'it said nothing';
      throw error;
    }
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
