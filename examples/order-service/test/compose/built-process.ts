import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { repository } from '../api/running-process.ts';
import { type ComposeService, filledIn } from './compose-file.ts';

const run = promisify(execFile);

/** How a process ended that did not come up. */
export interface Refused {
  readonly code: number | null;
  readonly stderr: string;
}

/** A process as its container runs it: the command of docker-compose.yml, plain Node, only what was built. */
export class BuiltProcess {
  readonly url: string;
  readonly #child: ChildProcess;
  readonly #service: ComposeService;

  private constructor(child: ChildProcess, service: ComposeService, port: number) {
    this.#child = child;
    this.#service = service;
    this.url = `http://127.0.0.1:${port}`;
  }

  /** Starts it and resolves when it listens, on a port of its own; or with how it ended, when it refused to start. */
  static async start(service: ComposeService, environment: Environment): Promise<BuiltProcess | Refused> {
    const [, ...parameters] = service.command ?? [];
    const child = spawn(process.execPath, parameters, {
      cwd: repository,
      env: { PATH: process.env.PATH, NODE_ENV: 'production', ...environment, PORT: '0' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stderr = '';
    child.stderr.on('data', (chunk) => {
      stderr += chunk;
    });
    const listening = new Promise<BuiltProcess>((resolve) => {
      createInterface(child.stdout).on('line', (line) => {
        const { msg, port } = JSON.parse(line) as { msg: string; port: number };
        if (msg === 'listening') resolve(new BuiltProcess(child, service, port));
      });
    });
    return Promise.race([listening, once(child, 'close').then(([code]) => ({ code, stderr }))]);
  }

  /** What its container's health check says: the check's own command, as compose would run it. Gives the exit code. */
  async checkHealth(): Promise<number> {
    const [, , ...parameters] = this.#service.healthcheck?.test ?? [];
    const env = { PATH: process.env.PATH, PORT: new URL(this.url).port };
    return run(process.execPath, parameters, { env }).then(
      () => 0,
      (error: { code: number }) => error.code,
    );
  }

  /** Stops it as a container is stopped, and gives its exit code. */
  async stop(): Promise<number | null> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) {
      const ended = once(this.#child, 'exit');
      this.#child.kill('SIGTERM');
      await ended;
    }
    return this.#child.exitCode;
  }
}

export type Environment = Readonly<Record<string, string>>;

/** A service's variables as compose hands them to its container. */
export function environmentOf({ environment = {} }: ComposeService, dotEnv: Environment): Environment {
  return Object.fromEntries(Object.entries(environment).map(([name, value]) => [name, filledIn(value, dotEnv)]));
}
