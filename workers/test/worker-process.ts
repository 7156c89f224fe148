import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));

/** How a process ended, and what it had said. */
export interface Ending {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The worker as a process of its own, as `npm run start:worker` starts it. It ends with the test at the latest. */
export class WorkerProcess {
  readonly #child: ChildProcess;
  readonly #lines: string[] = [];
  readonly #waiting = new Set<() => void>();
  #stderr = '';
  /** Resolves when the process has ended. */
  readonly ended: Promise<Ending>;

  constructor(environment: Readonly<Record<string, string>>) {
    const { PATH, HOME, NODE_COMPILE_CACHE } = process.env;
    this.#child = spawn(process.execPath, ['--conditions=@saga/source', main], {
      env: { PATH, HOME, NODE_COMPILE_CACHE, PORT: '0', ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    onTestFinished(() => void this.#child.kill('SIGKILL'));
    this.#child.stderr?.on('data', (chunk) => {
      this.#stderr += chunk;
    });
    createInterface({ input: this.#child.stdout as NodeJS.ReadableStream }).on('line', (line) => {
      this.#lines.push(line);
      for (const look of this.#waiting) look();
    });
    this.ended = once(this.#child, 'close').then(([exitCode]) => {
      for (const look of this.#waiting) look();
      return { exitCode, stdout: this.#lines.join('\n'), stderr: this.#stderr };
    });
  }

  /** Its address, once it says that it listens. */
  async listening(): Promise<string> {
    const { port } = await this.line(({ msg }) => msg === 'listening');
    return `http://127.0.0.1:${port}`;
  }

  /** The first line that fits, once it is there. Fails when the process ends without one. */
  line(fits: (line: Record<string, unknown>) => boolean): Promise<Record<string, unknown>> {
    return new Promise((resolve, reject) => {
      const look = () => {
        const found = this.#lines.map((line) => JSON.parse(line) as Record<string, unknown>).find(fits);
        if (found === undefined && this.#child.exitCode === null) return;
        this.#waiting.delete(look);
        if (found !== undefined) resolve(found);
        else reject(new Error(`The worker ended with ${this.#child.exitCode} before it said that: ${this.#stderr}`));
      };
      this.#waiting.add(look);
      look();
    });
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }
}
