import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

const source = fileURLToPath(new URL('../../src/', import.meta.url));

/** A command of the example, run as npm runs it, but from another folder. */
export class Command {
  readonly child: ChildProcess;
  stdout = '';
  stderr = '';
  /** Its exit code. */
  readonly ended: Promise<number | null>;
  readonly #mark = `SAGA_TEST_RUN=${randomUUID()}`;
  readonly #waiting = new Set<() => void>();

  /** @param entry below `src`, such as `start/main.ts`. */
  constructor(entry: string, args: readonly string[], environment: NodeJS.ProcessEnv) {
    const [name = '', value] = this.#mark.split('=');
    const { PATH, HOME, NODE_COMPILE_CACHE } = process.env;
    this.child = spawn(process.execPath, ['--conditions=@saga/source', `${source}${entry}`, ...args], {
      cwd: '/',
      env: { PATH, HOME, NODE_COMPILE_CACHE, ...environment, [name]: value },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    onTestFinished(() => {
      for (const pid of this.processes()) process.kill(pid, 'SIGKILL');
    });
    this.child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.stdout += text;
      for (const look of this.#waiting) look();
    });
    this.child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.stderr += text;
      for (const look of this.#waiting) look();
    });
    this.ended = once(this.child, 'close').then(([code]) => {
      for (const look of this.#waiting) look();
      return code;
    });
  }

  /** Resolves with what `pattern` finds in its output, once it does. */
  said(pattern: RegExp): Promise<RegExpExecArray> {
    return new Promise((resolve, reject) => {
      const look = () => {
        const found = pattern.exec(this.stdout) ?? pattern.exec(this.stderr);
        const isOver = this.child.exitCode !== null || this.child.signalCode !== null;
        if (found === null && !isOver) return;
        this.#waiting.delete(look);
        if (found !== null) resolve(found);
        else reject(new Error(`It ended and never said ${pattern}:\n${this.stdout}\n${this.stderr}`));
      };
      this.#waiting.add(look);
      look();
    });
  }

  /** All processes that descend from it and still run, whoever their parent is now: they have its mark in their environment. */
  processes(): readonly number[] {
    return process.platform === 'linux' ? this.#inProc() : this.#inPs();
  }

  #inProc(): readonly number[] {
    const pids = readdirSync('/proc').map(Number).filter(Number.isInteger);
    return pids.filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/environ`, 'latin1').includes(this.#mark);
      } catch {
        return false; // It has ended meanwhile, or is another user's.
      }
    });
  }

  #inPs(): readonly number[] {
    const lines = execFileSync('ps', ['-axeww', '-o', 'pid=,command='], { encoding: 'utf8' }).split('\n');
    return lines.filter((line) => line.includes(this.#mark)).map((line) => Number.parseInt(line, 10));
  }
}
