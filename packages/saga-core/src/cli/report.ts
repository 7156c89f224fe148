import { styleText } from 'node:util';
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

  constructor({ json = false, debug = false }: ReportOptions) {
    this.isJson = json;
    this.isDebug = debug;
  }

  /** Lines for people. What is in them of others' text must be printable already. */
  lines(...lines: readonly string[]): void {
    if (!this.isJson) process.stdout.write(lines.map((line) => `${line}\n`).join(''));
  }

  /** The one document of a command that was asked for JSON. */
  document(value: unknown): void {
    if (this.isJson) process.stdout.write(`${printableJson(JSON.stringify(value, null, 2))}\n`);
  }

  /** One line of JSON among several. */
  jsonLine(value: unknown): void {
    if (this.isJson) process.stdout.write(`${printableJson(JSON.stringify(value))}\n`);
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
}
