import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';

/** A process of this folder. */
export interface RunningProgram {
  /** The first line that it printed. */
  readonly firstLine: string;
  /** Resolves when it has ended. */
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void>;
}

/** Starts a program, and resolves when it has printed a line. */
export async function startProgram(program: URL, env: Readonly<Record<string, string>>): Promise<RunningProgram> {
  const child: ChildProcessByStdio<null, Readable, null> = spawn(
    process.execPath,
    ['--conditions=@saga/source', fileURLToPath(program)],
    { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'ignore'] },
  );
  const ended = once(child, 'exit');
  const lines = createInterface(child.stdout);
  const [firstLine] = (await Promise.race([once(lines, 'line'), ended.then(() => [undefined])])) as [
    string | undefined,
  ];
  if (firstLine === undefined) throw new Error(`${program.pathname} ended before it was ready.`);
  return {
    firstLine,
    async end(signal) {
      child.kill(signal);
      await ended;
    },
  };
}
