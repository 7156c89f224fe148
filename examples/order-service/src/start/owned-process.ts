import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { nodeArguments, type ProcessName } from './process-name.ts';
import { ProcessStartError } from './process-start-error.ts';

/** The one JSON line by which a process says that it is ready. */
export interface ListeningLine {
  readonly msg: 'listening';
  readonly service: string;
  readonly port: number;
  readonly pid: number;
  /** Only the stack's: what the others need. */
  readonly env?: Readonly<Record<string, string>>;
  readonly pids?: { readonly temporal: number | null; readonly postgres: number | null };
}

export interface OwnedProcessOptions {
  readonly name: ProcessName;
  /** All of it: nothing of this process's environment is added. */
  readonly env: NodeJS.ProcessEnv;
  /** Gets each line of its log. */
  readonly log: (line: string) => void;
  /** Gets what people should read: what it says on stderr, and what becomes of it. */
  readonly say: (line: string) => void;
  readonly onListening: (line: ListeningLine) => void;
  /** What is added to its environment when it is started again, so that others still find it where it was. */
  readonly samePort: (line: ListeningLine) => NodeJS.ProcessEnv;
  /** Start it again when it ends by itself. */
  readonly revive: boolean;
}

const reviveAfterMilliseconds = 3_000;
/** Longer than any of the processes takes to stop when it is healthy. */
const stopPatienceMilliseconds = 40_000;

/**
 * One process of the example, run by this one. It ends with this process at the latest, however that ends: it watches a
 * pipe to its parent. It has a process group of its own, so that Ctrl-C in a terminal reaches only the parent, which stops
 * its processes in order.
 */
export class OwnedProcess {
  readonly #options: OwnedProcessOptions;
  #child: ChildProcess | undefined;
  #line: ListeningLine | undefined;
  #wanted = false;
  #ended: Promise<unknown> = Promise.resolve();

  constructor(options: OwnedProcessOptions) {
    this.#options = options;
  }

  get name(): ProcessName {
    return this.#options.name;
  }

  /** What it said when it was last ready. */
  get line(): ListeningLine {
    if (this.#line === undefined) throw new Error(`The process ${this.name} has not been ready yet.`);
    return this.#line;
  }

  /** Starts it, again on the same port, and resolves when it is ready. Throws {@link ProcessStartError}. */
  async start(): Promise<ListeningLine> {
    this.#wanted = true;
    const { name, env, samePort } = this.#options;
    const samePlace = this.#line === undefined ? {} : samePort(this.#line);
    // The stack's stderr is the terminal itself: its progress overwrites a line, which needs one.
    const live = name === 'stack';
    const child = spawn(process.execPath, nodeArguments(name), {
      env: { ...env, ...samePlace },
      stdio: ['pipe', 'pipe', live ? 'inherit' : 'pipe'],
      detached: true,
    });
    this.#child = child;
    this.#ended = new Promise((resolve) => child.once('close', resolve));
    child.stdin?.on('error', () => undefined);
    const said: string[] = [];
    let ready = false;
    if (child.stderr) {
      createInterface({ input: child.stderr }).on('line', (text) => {
        if (ready) this.#options.say(text);
        else said.push(text);
      });
    }
    const line = await new Promise<ListeningLine>((resolve, reject) => {
      if (child.stdout === null) throw new TypeError('stdout is a pipe.');
      createInterface({ input: child.stdout }).on('line', (text) => {
        const listening = ready ? undefined : listeningLine(text);
        // The stack's line holds the databases' passwords, which have no place in a log.
        if (name !== 'stack') this.#options.log(text);
        if (listening !== undefined) resolve(listening);
      });
      child.once('error', reject);
      child.once('close', (code, signal) => {
        if (!ready) reject(startError(name, said, live, howItEnded(code, signal)));
      });
    });
    ready = true;
    for (const text of said) this.#options.say(text);
    this.#line = line;
    child.once('close', (code, signal) => void this.#endedByItself(child, howItEnded(code, signal)));
    this.#options.onListening(line);
    return line;
  }

  /** Ends it, at once with SIGKILL, and resolves when it is gone. It stays ended. */
  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    this.#wanted = false;
    this.#child?.kill(signal);
    await this.#ended;
  }

  /** Lets it finish what it is at. Resolves when it is gone. */
  async stop(): Promise<void> {
    const patience = new AbortController();
    const late = delay(stopPatienceMilliseconds, undefined, { signal: patience.signal }).then(
      () => {
        this.#options.say(`${this.name} did not stop within ${stopPatienceMilliseconds / 1000} s, so it is killed.`);
        return this.kill('SIGKILL');
      },
      () => undefined,
    );
    await this.kill('SIGTERM');
    patience.abort();
    await late;
  }

  async #endedByItself(child: ChildProcess, how: string): Promise<void> {
    const { revive, say, name } = this.#options;
    if (!this.#wanted || child !== this.#child || !revive) return;
    say(
      `${name} (process ${child.pid}) ended by itself (${how}); it starts again in ${reviveAfterMilliseconds / 1000} s.`,
    );
    while (this.#wanted) {
      await delay(reviveAfterMilliseconds);
      if (!this.#wanted) return;
      try {
        const { pid, port } = await this.start();
        say(`${name} runs again, as process ${pid} on port ${port}.`);
        return;
      } catch (error) {
        if (!(error instanceof ProcessStartError)) throw error;
        if (this.#wanted && !error.isSaid) say(error.message);
      }
    }
  }
}

function listeningLine(text: string): ListeningLine | undefined {
  if (!text.startsWith('{"msg":"listening"')) return undefined;
  return JSON.parse(text) as ListeningLine;
}

function startError(name: ProcessName, said: readonly string[], live: boolean, how: string): ProcessStartError {
  const message = said.join('\n').trim();
  if (message !== '') return new ProcessStartError(name, message, false);
  return new ProcessStartError(name, `${name} ended (${how}) before it was ready.`, live);
}

function howItEnded(code: number | null, signal: NodeJS.Signals | null): string {
  return signal ?? `exit code ${code}`;
}
