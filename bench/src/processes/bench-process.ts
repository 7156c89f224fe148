import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { AnswerMessage, RequestMessage } from './request-message.ts';

type AnswerOf<Method> = Method extends (...args: never[]) => Promise<infer Answer> ? Answer : never;
type ArgumentsOf<Method> = Method extends (...args: infer Arguments) => unknown ? Arguments : never;

interface Waiting {
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: Error) => void;
}

const stopWithinMs = 20_000;

/** A Node process of the harness, asked by messages. It ends by itself when the harness does. */
export class BenchProcess<Api extends object> {
  readonly pid: number;
  readonly #name: string;
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, Waiting>();
  readonly #ended: Promise<unknown>;
  #lastId = 0;
  #said = '';

  /** @param script a module that calls `serveRequests` */
  constructor(name: string, script: URL, env: NodeJS.ProcessEnv = {}) {
    this.#name = name;
    this.#child = fork(fileURLToPath(script), {
      // A group of its own: Ctrl-C reaches the harness alone, which ends all others in order, and whatever is left with the group.
      detached: true,
      env: { ...process.env, ...env },
      execArgv: [...process.execArgv, '--disable-warning=ExperimentalWarning'],
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    this.pid = this.#child.pid ?? 0;
    this.#ended = once(this.#child, 'exit').catch(() => undefined);
    this.#child.on('error', (error) => this.#fail(error.message));
    this.#child.on('exit', (code, signal) => this.#fail(`it ended (${signal ?? `exit code ${code}`})`));
    this.#child.on('message', (message) => this.#hear(message as AnswerMessage));
    this.#child.stderr?.on('data', (chunk: Buffer) => {
      this.#said = `${this.#said}${chunk}`.slice(-2_000);
    });
  }

  ask<Name extends keyof Api & string>(
    name: Name,
    ...[argument]: ArgumentsOf<Api[Name]>
  ): Promise<AnswerOf<Api[Name]>> {
    this.#lastId += 1;
    const message: RequestMessage = { id: this.#lastId, name, argument };
    return new Promise((resolve, reject) => {
      this.#waiting.set(message.id, { resolve: resolve as (answer: unknown) => void, reject });
      this.#child.send(message, (error) => error !== null && this.#fail(error.message));
    });
  }

  /** Ends it, and what it may have left behind. */
  async stop(): Promise<void> {
    if (this.#child.connected) this.#child.disconnect();
    const tooLong = setTimeout(() => this.#child.kill('SIGKILL'), stopWithinMs);
    if (this.#child.exitCode === null && this.#child.signalCode === null) await this.#ended;
    clearTimeout(tooLong);
    try {
      if (this.pid > 0) process.kill(-this.pid, 'SIGKILL');
    } catch {
      // No such group: it left nothing.
    }
  }

  #hear(message: AnswerMessage): void {
    const waiting = this.#waiting.get(message.id);
    this.#waiting.delete(message.id);
    if ('error' in message) waiting?.reject(new Error(`${this.#name}: ${message.error}`));
    else waiting?.resolve(message.answer);
  }

  #fail(reason: string): void {
    const said = this.#said.trim();
    const error = new Error(
      `The process of ${this.#name} is lost: ${reason}.${said === '' ? '' : ` It said: ${said}`}`,
    );
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}
