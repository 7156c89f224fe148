import { ListeningLines } from './listening-lines.ts';
import { localHost } from './local-host.ts';
import type { ListeningLine } from './owned-process.ts';
import { OwnedProcess } from './owned-process.ts';
import { type HttpProcessName, type ProcessName, processLabels, serviceNames, urlVariables } from './process-name.ts';

/** Which port a process takes: exactly this one, its default or else a free one, or any free one. */
export type PortWish = number | 'default' | 'free';

export interface StartEverythingOptions {
  /** What every process is started with. Default: `process.env`, whose `PORT` is left out, as it can be one process's only. */
  readonly environment?: NodeJS.ProcessEnv;
  /**
   * `'process'`: Temporal and Postgres as a process of their own, as `npm run start:stack` starts it.
   * Or the environment of one that runs already: it is not stopped.
   */
  readonly stack: 'process' | Readonly<Record<string, string>>;
  readonly portOf?: (name: HttpProcessName) => PortWish;
  /** A part of it only: to add the rest with `add`. Default: everything. */
  readonly only?: readonly HttpProcessName[];
  /** Start a process that ended by itself again, 3 s later, on the same port. Default: it stays ended. */
  readonly revive?: boolean;
  /** Gets each line that a process logs. */
  readonly onLog?: (name: ProcessName, line: string) => void;
  /** Gets what people should read: progress, ports that were taken, processes that ended. */
  readonly onSaid?: (line: string, name: ProcessName) => void;
  /** Gets the line of each process when all of them are ready, the stack's first: its `env` says where they are. */
  readonly onListening?: (line: ListeningLine) => void;
  /** Aborted while starting: what was started is stopped, and the start fails. */
  readonly signal?: AbortSignal;
}

/** The whole example, each part a process of its own. */
export interface RunningSystem {
  /** Where each is, such as `http://127.0.0.1:3000`. Fails for one that was never started. */
  url(name: HttpProcessName): string;
  /** What a further process needs to find the others: databases, Temporal, URLs. Has secrets in it. */
  readonly env: Readonly<Record<string, string>>;
  /** To kill, stop and start each alone. */
  process(name: ProcessName): OwnedProcess;
  /** Starts one that was not started before, its environment changed by `more`. */
  add(name: HttpProcessName, more?: Readonly<Record<string, string>>): Promise<OwnedProcess>;
  /** API first, then the worker, the services, and the stack last. Resolves when all are gone; safe to repeat. */
  stop(): Promise<void>;
  /** Ends all at once, without asking. */
  kill(): Promise<void>;
}

/**
 * Starts the stack, the four services, a worker and the API, each when what it needs is ready. They end with `stop()`, and
 * when this process ends in any other way, kill -9 included.
 *
 * @throws ProcessStartError when one can't be started; everything is stopped then.
 * @example
 * const system = await startEverything({ stack: 'process', onSaid: console.error });
 * await fetch(`${system.url('api')}/health`);
 * await system.process('worker').kill('SIGKILL');
 * await system.process('worker').start();
 * await system.stop();
 */
export async function startEverything(options: StartEverythingOptions): Promise<RunningSystem> {
  const { only, signal } = options;
  const wanted = (name: HttpProcessName) => only === undefined || only.includes(name);
  const system = new System(options);
  let stopping: Promise<void> | undefined;
  const stop = () => {
    stopping ??= system.stop();
  };
  signal?.addEventListener('abort', stop);
  try {
    signal?.throwIfAborted();
    await system.startStack();
    // The later ones are told where the earlier ones are.
    await Promise.all((['order', 'inventory', 'payment'] as const).filter(wanted).map((name) => system.add(name)));
    await Promise.all((['notification', 'worker', 'api'] as const).filter(wanted).map((name) => system.add(name)));
    signal?.throwIfAborted();
    system.lines.release();
    return system;
  } catch (error) {
    stop();
    await stopping;
    throw error;
  } finally {
    signal?.removeEventListener('abort', stop);
  }
}

class System implements RunningSystem {
  readonly #options: StartEverythingOptions;
  readonly #processes = new Map<ProcessName, OwnedProcess>();
  readonly #env: Record<string, string> = {};
  readonly lines: ListeningLines;
  #isStopping = false;

  constructor(options: StartEverythingOptions) {
    this.#options = options;
    this.lines = new ListeningLines(this.#env, (line) => options.onListening?.(line));
  }

  get env(): Readonly<Record<string, string>> {
    return this.#env;
  }

  url(name: HttpProcessName): string {
    const { HOST } = this.#options.environment ?? process.env;
    return `http://${localHost(HOST)}:${this.process(name).line.port}`;
  }

  process(name: ProcessName): OwnedProcess {
    const found = this.#processes.get(name);
    if (found === undefined) throw new Error(`The process ${name} was not started.`);
    return found;
  }

  async startStack(): Promise<void> {
    const { stack } = this.#options;
    if (stack !== 'process') {
      Object.assign(this.#env, stack);
      return;
    }
    const owned = this.#own('stack', {}, ({ env = {} }) => ({
      TEMPORAL_PORT: portOf(env.TEMPORAL_ADDRESS),
      POSTGRES_PORT: portOf(env.ORDER_DATABASE_URL),
    }));
    const { env } = await owned.start();
    Object.assign(this.#env, env);
    this.#sayReady('stack', 'Temporal and Postgres are ready.');
  }

  async add(name: HttpProcessName, more: Readonly<Record<string, string>> = {}): Promise<OwnedProcess> {
    const wish = this.#options.portOf?.(name) ?? 'default';
    const port = wish === 'default' ? {} : { PORT: String(wish === 'free' ? 0 : wish) };
    const owned = this.#own(name, { ...this.#env, ...port, ...more }, (line) => ({ PORT: String(line.port) }));
    await owned.start();
    const variable = urlVariables[name];
    if (variable !== undefined) this.#env[variable] = this.url(name);
    this.#sayReady(name, `The ${processLabels[name]} is ready at ${this.url(name)}.`);
    return owned;
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    for (const names of [['api'], ['worker'], serviceNames, ['stack']] as const) {
      await Promise.all(names.map((name) => this.#processes.get(name)?.stop()));
    }
  }

  async kill(): Promise<void> {
    this.#isStopping = true;
    await Promise.all([...this.#processes.values()].map((owned) => owned.kill('SIGKILL')));
  }

  /** What others start while all is being stopped becomes ready too, but not for long. */
  #sayReady(name: ProcessName, line: string): void {
    if (!this.#isStopping) this.#options.onSaid?.(line, name);
  }

  #own(
    name: ProcessName,
    more: Readonly<Record<string, string>>,
    samePort: (line: ListeningLine) => NodeJS.ProcessEnv,
  ): OwnedProcess {
    if (this.#isStopping) throw new Error(`The process ${name} is not started, as everything is being stopped.`);
    const { environment = process.env, onLog, onSaid, revive } = this.#options;
    const { PORT: _oneProcessOnly, ...common } = environment;
    const owned = new OwnedProcess({
      name,
      env: { ...common, ...more },
      log: (line) => onLog?.(name, line),
      say: (line) => onSaid?.(line, name),
      onListening: (line) => this.lines.add(line),
      samePort,
      revive: revive ?? false,
    });
    this.#processes.set(name, owned);
    return owned;
  }
}

function portOf(address: string | undefined): string | undefined {
  return /:(\d+)(\/|$)/.exec(address ?? '')?.[1];
}
