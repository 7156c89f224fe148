import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** A process of the example, as `npm run start:…` starts it, on a port of its own. */
export interface RunningProcess {
  readonly port: number;
  readonly url: string;
  /** Every line that it logged so far. */
  readonly log: readonly string[];
  /** Ends it with SIGTERM and gives its exit code. */
  stop(): Promise<number | null>;
  /** Lets it do nothing until `goOn`, its connections left as they are. */
  pause(): void;
  goOn(): void;
  /** kill -9. */
  kill(): Promise<void>;
}

/** The folder of the repository. */
export const repository = join(import.meta.dirname, '../../../..');

/** Starts a process and resolves when it says that it listens. Rejects with what it wrote when it ends before. */
export async function startProcess(entry: string, env: Readonly<Record<string, string>>): Promise<RunningProcess> {
  const { PATH, NODE_COMPILE_CACHE } = process.env;
  const child = spawn(process.execPath, ['--conditions=@saga/source', join(repository, entry)], {
    env: { PATH, NODE_COMPILE_CACHE, PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const log: string[] = [];
  const port = await new Promise<number>((resolve, reject) => {
    createInterface(child.stderr).on('line', (line) => log.push(line));
    createInterface(child.stdout).on('line', (line) => {
      log.push(line);
      const listening = /"msg":"listening".*"port":(\d+)/.exec(line)?.[1];
      if (listening !== undefined) resolve(Number(listening));
    });
    child.once('close', (code) =>
      reject(new Error(`${entry} ended with ${code} before it listened:\n${log.join('\n')}`)),
    );
  });
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    log,
    stop: () => end(child, 'SIGTERM'),
    pause: () => void child.kill('SIGSTOP'),
    goOn: () => void child.kill('SIGCONT'),
    kill: async () => {
      await end(child, 'SIGKILL');
    },
  };
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) {
    const exited = once(child, 'exit');
    child.kill(signal);
    await exited;
  }
  return child.exitCode;
}
