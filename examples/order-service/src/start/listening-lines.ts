import type { ListeningLine } from './owned-process.ts';
import { processNames } from './process-name.ts';

/**
 * Hands the processes' lines on, the stack's first and with where every other process is. The stack is the first that is ready, and
 * at that time nobody knows the others' ports: so all lines wait until everything runs.
 */
export class ListeningLines {
  readonly #environment: Readonly<Record<string, string>>;
  readonly #say: (line: ListeningLine) => void;
  #waiting: ListeningLine[] | undefined = [];

  /** @param environment what the processes are told, as far as it is known: it is read when a line is handed on. */
  constructor(environment: Readonly<Record<string, string>>, say: (line: ListeningLine) => void) {
    this.#environment = environment;
    this.#say = say;
  }

  add(line: ListeningLine): void {
    if (this.#waiting === undefined) this.#handOn(line);
    else this.#waiting.push(line);
  }

  /** Everything runs: what waits is handed on, and what comes later at once. */
  release(): void {
    const waiting = this.#waiting ?? [];
    this.#waiting = undefined;
    for (const name of processNames) {
      for (const line of waiting.filter(({ service }) => service === name)) this.#handOn(line);
    }
  }

  #handOn(line: ListeningLine): void {
    this.#say(line.env === undefined ? line : { ...line, env: { ...line.env, ...this.#environment } });
  }
}
