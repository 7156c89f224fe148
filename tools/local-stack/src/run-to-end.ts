import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

const keptLines = 5;

export interface RunToEndOptions {
  readonly cwd?: string;
  readonly env: NodeJS.ProcessEnv;
  readonly identity?: { readonly uid: number; readonly gid: number } | undefined;
  readonly signal: AbortSignal;
  /** Each line of its standard output and standard error. */
  readonly onLine?: (line: string) => void;
}

/**
 * Runs a command that works for a while. When aborted, it is killed with all that it started, as go's compilers and
 * initdb's servers do not end with it; the call returns only when the last of them has ended.
 *
 * @throws the signal's reason when aborted, or an Error with the last lines that the command printed.
 */
export async function runToEnd(
  executable: string,
  commandArguments: readonly string[],
  { cwd, env, identity, signal, onLine }: RunToEndOptions,
): Promise<void> {
  signal.throwIfAborted();
  const child = spawn(executable, [...commandArguments], {
    ...(cwd !== undefined && { cwd }),
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true, // A process group of its own, to be killed as one.
    ...identity,
  });
  const lastLines: string[] = [];
  const hear = (stream: Readable) =>
    createInterface({ input: stream }).on('line', (line) => {
      lastLines.push(line);
      if (lastLines.length > keptLines) lastLines.shift();
      onLine?.(line);
    });
  hear(child.stdout);
  hear(child.stderr);
  const kill = () => child.pid !== undefined && process.kill(-child.pid, 'SIGKILL');
  signal.addEventListener('abort', kill);
  try {
    const [code, killedBy] = await once(child, 'close');
    signal.throwIfAborted();
    if (code !== 0) throw new Error(`${code ?? killedBy}: ${lastLines.join(' | ')}`);
  } finally {
    signal.removeEventListener('abort', kill);
  }
}
