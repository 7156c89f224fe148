import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import type { KeeperEvent, KeptPart } from './keeper-event.ts';

const readyWithinMs = 60_000;
const stopWithinMs = 10_000;
const restartAfterMs = 3_000;

export interface KeptProcessOptions {
  readonly part: KeptPart;
  readonly port: number;
  launch(): Promise<ChildProcess>;
  /** False: not yet. Throws when waiting longer makes no sense. */
  isReady(): Promise<boolean>;
  /** The end of its log, for the error message of a start that failed. */
  lastWords(): Promise<string>;
  readonly stopSignal: NodeJS.Signals;
  readonly emit: (event: KeeperEvent) => void;
  readonly onPidChange: () => void;
}

/** A server that is started, watched, started again 3 s after it died, and stopped for good only by `stop()`. */
export class KeptProcess {
  readonly #options: KeptProcessOptions;
  #child: ChildProcess | undefined;
  readonly #stopped = new AbortController();
  #starting: Promise<void> | undefined;
  #restarting: Promise<void> | undefined;

  constructor(options: KeptProcessOptions) {
    this.#options = options;
  }

  get part(): KeptPart {
    return this.#options.part;
  }

  get pid(): number | null {
    return this.#child?.pid ?? null;
  }

  /** Resolves when the server answers. Throws with the server's last words when it ended before, or never answered. */
  async start(): Promise<void> {
    const starting = this.#launchAndWait();
    this.#starting = starting.catch(() => undefined); // The caller gets the failure; `stop` only waits for the end.
    await starting;
  }

  async #launchAndWait(): Promise<void> {
    const child = await this.#options.launch();
    this.#child = child;
    this.#options.onPidChange();
    try {
      await this.#untilReady(child);
    } catch (error) {
      await this.#end(child);
      throw error;
    }
    if (hasEnded(child)) this.#died(child);
    else child.once('exit', () => this.#died(child));
  }

  async stop(): Promise<void> {
    this.#stopped.abort();
    if (this.#child) await this.#end(this.#child);
    await this.#starting;
    await this.#restarting;
  }

  async #untilReady(child: ChildProcess): Promise<void> {
    const { part, port, isReady, lastWords } = this.#options;
    const until = Date.now() + readyWithinMs;
    for (;;) {
      if (hasEnded(child)) throw new Error(`${part} ended while starting on port ${port}: ${await lastWords()}`);
      if (this.#stopped.signal.aborted) throw new Error(`${part} was told to stop while it started.`);
      // The server that answers could be another one if ours lost the race for the port: then ours has ended.
      if ((await isReady()) && !hasEnded(child)) return;
      if (Date.now() > until) {
        throw new Error(`${part} did not answer on port ${port} within 60 s of its start: ${await lastWords()}`);
      }
      await delay(25);
    }
  }

  #died(child: ChildProcess): void {
    if (this.#stopped.signal.aborted) return;
    const { part, emit } = this.#options;
    const how = child.signalCode ? `signal ${child.signalCode}` : `exit code ${child.exitCode}`;
    emit({ event: 'died', part, pid: child.pid ?? 0, how });
    this.#restarting = this.#restart();
  }

  async #restart(): Promise<void> {
    const { part, port, emit } = this.#options;
    while (!this.#stopped.signal.aborted) {
      try {
        await delay(restartAfterMs, undefined, { signal: this.#stopped.signal });
      } catch {
        return; // Told to stop meanwhile: nothing to start any more.
      }
      try {
        await this.start();
        emit({ event: 'restarted', part, pid: this.pid ?? 0, port });
        return;
      } catch (error) {
        if (!this.#stopped.signal.aborted) emit({ event: 'restartFailed', part, message: messageOf(error) });
      }
    }
  }

  async #end(child: ChildProcess): Promise<void> {
    if (hasEnded(child)) return;
    const exited = once(child, 'exit');
    child.kill(this.#options.stopSignal);
    const tooLong = setTimeout(() => child.kill('SIGKILL'), stopWithinMs);
    await exited;
    clearTimeout(tooLong);
  }
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null || child.pid === undefined;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
