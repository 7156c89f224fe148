import { styleText } from 'node:util';
import { exitCodes } from './exit-codes.ts';
import { leave } from './leave.ts';
import { printable, printableJson } from './printable.ts';

type Style = Parameters<typeof styleText>[0];

/** What every command takes. */
export interface ReportOptions {
  readonly json?: boolean;
  readonly debug?: boolean;
}

/**
 * Where a command writes: either lines for people or JSON goes to stdout, and what is said beside the answer (progress, hints,
 * errors) to stderr. Colours are only for terminals, and not under NO_COLOR.
 */
export class Report {
  readonly isJson: boolean;
  readonly isDebug: boolean;
  readonly #files: string[] = [];
  readonly #write = process.stdout.write;
  #held: string[] | undefined;

  constructor({ json = false, debug = false }: ReportOptions) {
    this.isJson = json;
    this.isDebug = debug;
  }

  /** The user's files that are loaded. */
  get files(): readonly string[] {
    return this.#files;
  }

  /**
   * From now on a file of the user's runs in this process. What it prints goes to stderr, and the answer is held until it is whole
   * and nothing went wrong.
   */
  meet(file: string): void {
    this.#files.push(file);
    this.#held ??= [];
    process.stdout.write = process.stderr.write.bind(process.stderr);
  }

  /** Lets go of what was held. */
  release(): void {
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const text of held) this.#answer(text);
  }

  /** Gives stdout back. */
  close(): void {
    if (this.#files.length > 0) process.stdout.write = this.#write;
  }

  /** The answer is long or goes on: a reader that has seen enough, such as `head`, ends it. */
  endWithReader(): void {
    process.stdout.off('error', left).on('error', left);
  }

  /** Lines for people. What is in them of others' text must be printable already. */
  lines(...lines: readonly string[]): void {
    if (!this.isJson) this.#answer(lines.map((line) => `${line}\n`).join(''));
  }

  /** The one document of a command that was asked for JSON. */
  document(value: unknown): void {
    if (this.isJson) this.#answer(`${printableJson(JSON.stringify(value, null, 2))}\n`);
  }

  /** One line of JSON among several. */
  jsonLine(value: unknown): void {
    if (this.isJson) this.#answer(`${printableJson(JSON.stringify(value))}\n`);
  }

  /** There is no answer, and this is why. */
  error(code: string, message: string): void {
    this.#held = undefined;
    this.jsonLine({ error: { code, message } });
    this.note(`${code}: ${message}`);
  }

  /** Beside the answer. */
  note(text: string): void {
    const lines = text.split('\n').map((line) => `${printable(line)}\n`);
    process.stderr.write(lines.join(''));
  }

  /** Somebody else's text for a line, in a colour where there are any. */
  styled(style: Style, text: string): string {
    return styleText(style, printable(text), { stream: process.stdout });
  }

  #answer(text: string): void {
    if (this.#held === undefined) this.#write.call(process.stdout, text);
    else this.#held.push(text);
  }
}

function left(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE') leave(exitCodes.fine);
}
