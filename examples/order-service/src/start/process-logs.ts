import { createWriteStream, type WriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { ProcessName } from './process-name.ts';

/** A folder with one log file for each process. A new run adds to what is there. */
export class ProcessLogs {
  readonly folder: string;
  readonly #streams = new Map<ProcessName, WriteStream>();

  private constructor(folder: string) {
    this.folder = folder;
  }

  /** @throws Error with the remedy when the folder can't be written to. */
  static async open(folder: string): Promise<ProcessLogs> {
    try {
      await mkdir(folder, { recursive: true, mode: 0o700 });
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new Error(
        `The logs cannot be kept in ${folder} (${reason}). Set DATA_DIR to a folder that this user may write to.`,
      );
    }
    return new ProcessLogs(folder);
  }

  readonly write = (name: ProcessName, line: string): void => {
    let stream = this.#streams.get(name);
    if (stream === undefined) {
      const file = join(this.folder, `${name}.log`);
      stream = createWriteStream(file, { flags: 'a', mode: 0o600 });
      // A full disk costs the logs, not the processes; it is said once.
      stream.once('error', (error) => process.stderr.write(`The log ${file} cannot be written: ${error.message}\n`));
      stream.on('error', () => undefined);
      this.#streams.set(name, stream);
    }
    if (stream.writable) stream.write(`${line}\n`);
  };

  /** Resolves when all is written. */
  async close(): Promise<void> {
    await Promise.all([...this.#streams.values()].map((stream) => new Promise((resolve) => stream.end(resolve))));
  }
}
