import type { ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import type { KeeperEvent, KeptStackFacts } from './keeper/keeper-event.ts';
import type { KeeperRequest } from './keeper/keeper-request.ts';
import { clearAwayStack } from './keeper/stack-folder.ts';
import type { LocalStack } from './local-stack.ts';
import { LocalStackError } from './local-stack-error.ts';
import type { DatabaseVariable, OwnerVariable } from './service-database.ts';
import { stackEnvironment } from './stack-environment.ts';
import type { LocalStackOptions } from './start-local-stack.ts';

export type KeeperProcess = ChildProcessByStdio<Writable, Readable, Readable>;

const stopWithinMs = 60_000;

/** The parent's side of the pipe to a keeper. */
export class KeeperClient {
  readonly #keeper: KeeperProcess;
  readonly #options: LocalStackOptions;
  readonly #ended: Promise<void>;
  readonly #pids = { temporal: null as number | null, postgres: null as number | null };
  #folder = { path: '', temporary: false };
  #stopping: Promise<void> | undefined;
  #complaint = '';
  #ready: (facts: KeptStackFacts) => void = () => undefined;
  #failed: (error: LocalStackError) => void = () => undefined;

  constructor(keeper: KeeperProcess, options: LocalStackOptions) {
    this.#keeper = keeper;
    this.#options = options;
    this.#ended = once(keeper, 'close').then(() => undefined);
    keeper.stdin.on('error', () => undefined); // The keeper ended: 'close' tells it, with the reason.
    keeper.stderr.on('data', (chunk: Buffer) => {
      this.#complaint = `${this.#complaint}${chunk}`.slice(-1_000);
    });
    createInterface({ input: keeper.stdout }).on('line', (line) => this.#hear(JSON.parse(line) as KeeperEvent));
  }

  async start(
    request: KeeperRequest,
    given: Partial<Record<DatabaseVariable | OwnerVariable, string>>,
    environment: NodeJS.ProcessEnv,
  ): Promise<LocalStack> {
    const answered = new Promise<KeptStackFacts>((resolve, reject) => {
      this.#ready = resolve;
      this.#failed = reject;
    });
    const aborted = () => {
      this.#failed(new LocalStackError('STOPPED', 'Told to stop while the local stack started.'));
    };
    const { signal } = this.#options;
    signal?.addEventListener('abort', aborted);
    if (signal?.aborted) aborted();
    this.#keeper.stdin.write(`${JSON.stringify(request)}\n`);
    void this.#ended.then(() => this.#lost());
    try {
      return this.#stack(await answered, given, environment);
    } catch (error) {
      await this.stop();
      throw error;
    } finally {
      signal?.removeEventListener('abort', aborted);
    }
  }

  stop(): Promise<void> {
    this.#stopping ??= this.#stop();
    return this.#stopping;
  }

  async #stop(): Promise<void> {
    this.#keeper.stdin.end();
    // Each server gets 10 s to stop; a keeper that takes this long hangs, and what it owns is cleared away below.
    const tooLong = setTimeout(() => this.#keeper.kill('SIGKILL'), stopWithinMs);
    await this.#ended;
    clearTimeout(tooLong);
    await this.#clearAway();
    if (this.#complaint) process.stderr.write(this.#complaint);
  }

  #hear(event: KeeperEvent): void {
    const { onProgress, onRestart } = this.#options;
    switch (event.event) {
      case 'folder':
        this.#folder = { path: event.folder, temporary: event.temporary };
        break;
      case 'progress':
        onProgress?.(event.text);
        break;
      case 'ready':
        this.#pids.temporal = event.temporalPid;
        this.#pids.postgres = event.postgresPid;
        this.#ready(event);
        break;
      case 'failed':
        this.#failed(new LocalStackError(event.code ?? 'KEEPER_LOST', event.message));
        break;
      case 'died':
        onProgress?.(`${event.part} (process ${event.pid}) died by ${event.how}; it starts again in 3 s`);
        break;
      case 'restartFailed':
        onProgress?.(`${event.part} could not be started again, the next try is in 3 s: ${event.message}`);
        break;
      case 'restarted':
        this.#pids[event.part] = event.pid;
        onProgress?.(`${event.part} runs again, as process ${event.pid} on port ${event.port}`);
        onRestart?.({ part: event.part, pid: event.pid, port: event.port });
        break;
    }
  }

  /** The keeper has ended though nobody asked for it: it was killed, or it crashed. What it owned is stopped here. */
  async #lost(): Promise<void> {
    if (this.#stopping) return;
    const { exitCode, signalCode } = this.#keeper;
    const error = new LocalStackError(
      'KEEPER_LOST',
      `The local stack's keeper ended (${signalCode ?? `exit code ${exitCode}`}) and its servers with it. ${this.#complaint} Start the stack again.`,
    );
    this.#complaint = '';
    this.#failed(error);
    await this.#clearAway();
    this.#options.onLost?.(error);
  }

  async #clearAway(): Promise<void> {
    if (this.#folder.path) await clearAwayStack(this.#folder.path, this.#folder.temporary);
  }

  #stack(
    facts: KeptStackFacts,
    given: Partial<Record<DatabaseVariable | OwnerVariable, string>>,
    environment: NodeJS.ProcessEnv,
  ): LocalStack {
    const databaseUrls = { ...facts.databaseUrls, ...given };
    return {
      env: stackEnvironment(environment, facts.temporalAddress, databaseUrls),
      pids: this.#pids,
      temporalAddress: facts.temporalAddress,
      temporalSource: facts.temporalSource,
      databaseUrls,
      postgresAdminUrl: facts.postgresAdminUrl ?? undefined,
      folder: this.#folder.path,
      stop: () => this.stop(),
    };
  }
}
