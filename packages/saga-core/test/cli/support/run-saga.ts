import { type ChildProcess, spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../../../src/cli/main.ts', import.meta.url));

/** The command line that runs `saga` from source. */
export const sagaCommand: readonly string[] = [process.execPath, '--conditions=@saga/source', main];

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** What is written to its stdin, which is no terminal. */
  readonly input?: string;
}

/** What a command wrote, and what it ended with. */
export interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Starts a command, with nothing of this process's environment but what programs need. */
export function start(command: readonly string[], { env = {}, cwd }: RunOptions = {}): ChildProcess {
  const [program = '', ...args] = command;
  const { PATH, HOME } = process.env;
  return spawn(program, args, { cwd, env: { PATH, HOME, ...env } });
}

/** Waits for a started command's end. Its stdin stays open, as that of somebody who types nothing. */
export async function ended(child: ChildProcess): Promise<Ran> {
  const { stdout, stderr } = child;
  if (stdout === null || stderr === null) throw new Error('The command has no pipes.');
  const code = new Promise<number | null>((resolve) => child.once('close', resolve));
  const [out, err] = await Promise.all([text(stdout), text(stderr)]);
  return { code: await code, out, err };
}

/** Runs `saga` to its end. */
export async function runSaga(args: readonly string[], options: RunOptions = {}): Promise<Ran> {
  const child = start([...sagaCommand, ...args], options);
  if (options.input !== undefined) child.stdin?.end(options.input);
  return await ended(child);
}
