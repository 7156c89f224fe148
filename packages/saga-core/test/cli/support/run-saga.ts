import { type ChildProcess, spawn } from 'node:child_process';
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

/** A command under way. */
export interface Running {
  readonly child: ChildProcess;
  /** Waits until it has written a text, to where it writes its answer or beside it; fails when it ends without. */
  readonly says: (text: string) => Promise<void>;
  /** Its end. Its stdin stays open until then, as that of somebody who types nothing. */
  readonly ended: Promise<Ran>;
}

/** Starts a command, with nothing of this process's environment but what programs need. */
export function start(command: readonly string[], { env = {}, cwd }: RunOptions = {}): Running {
  const [program = '', ...args] = command;
  const { PATH, HOME } = process.env;
  const child = spawn(program, args, { cwd, env: { PATH, HOME, ...env } });
  const said = { out: '', err: '' };
  const watchers = new Set<() => void>();
  const hear = (stream: keyof typeof said) => (chunk: string) => {
    said[stream] += chunk;
    for (const watcher of watchers) watcher();
  };
  child.stdout.setEncoding('utf8').on('data', hear('out'));
  child.stderr.setEncoding('utf8').on('data', hear('err'));
  const ended = new Promise<Ran>((resolve) => child.once('close', (code) => resolve({ code, ...said })));
  const says = (text: string) =>
    new Promise<void>((resolve, reject) => {
      const look = () => {
        if (said.out.includes(text) || said.err.includes(text)) resolve();
      };
      watchers.add(look);
      look();
      void ended.then(({ out, err }) => reject(new Error(`It ended without saying ${text}: ${out}${err}`)));
    });
  return { child, says, ended };
}

/** Runs `saga` to its end. */
export async function runSaga(args: readonly string[], options: RunOptions = {}): Promise<Ran> {
  const { child, ended } = start([...sagaCommand, ...args], options);
  if (options.input !== undefined) child.stdin?.end(options.input);
  return await ended;
}
