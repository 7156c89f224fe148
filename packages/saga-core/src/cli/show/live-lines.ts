import { clearScreenDown, cursorTo, moveCursor } from 'node:readline';
import { stripVTControlCharacters } from 'node:util';
import { columnsOf } from '../../client/timeline/text/columns.ts';

/** A terminal: its columns and rows change with its window. */
type Screen = NodeJS.WritableStream & { readonly columns?: number; readonly rows?: number };

/** Lines on a terminal that are drawn over. */
export class LiveLines {
  readonly #stream: Screen;
  #all: readonly string[] = [];
  #drawnRows = 0;

  constructor(stream: Screen) {
    this.#stream = stream;
  }

  /** Draws these in the place of those before. What is higher than the terminal can't be drawn over: its middle is left out. */
  draw(lines: readonly string[]): void {
    this.#all = lines;
    this.#replaceBy(this.#fitting(lines));
  }

  /** Leaves the last lines standing, all of them. */
  keep(): void {
    this.#replaceBy(this.#all);
    this.#drawnRows = 0;
  }

  #replaceBy(lines: readonly string[]): void {
    if (this.#drawnRows > 0) {
      moveCursor(this.#stream, 0, -this.#drawnRows);
      cursorTo(this.#stream, 0);
      clearScreenDown(this.#stream);
    }
    this.#stream.write(lines.map((line) => `${line}\n`).join(''));
    this.#drawnRows = this.#rowsOf(lines);
  }

  // A recording terminal says that it has no size.
  #fitting(lines: readonly string[]): readonly string[] {
    const most = (this.#stream.rows || Infinity) - 1;
    if (this.#rowsOf(lines) <= most) return lines;
    const [first = '', ...rest] = lines;
    const kept = [...rest];
    while (kept.length > 1 && this.#rowsOf([first, '…', ...kept]) > most) kept.shift();
    return [first, `… ${rest.length - kept.length} lines above`, ...kept];
  }

  #rowsOf(lines: readonly string[]): number {
    const columns = this.#stream.columns || Infinity;
    return lines.reduce(
      (sum, line) => sum + Math.max(1, Math.ceil(columnsOf(stripVTControlCharacters(line)) / columns)),
      0,
    );
  }
}
