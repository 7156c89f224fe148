import { columnsOf, filled } from './columns.ts';
import type { Look, Paint } from './paint.ts';
import { wrapped } from './wrapped.ts';

/** A line of a timeline: what stands before it, and a text that goes on below itself where it is too long. */
export interface Row {
  readonly before: string;
  readonly text: string;
  readonly look?: Look;
}

/** Fewer columns than these are no lines any more: where what stands before leaves less, the text begins below it. */
const fewest = 20;

/** A row as lines that are no wider than `width`. */
export function linesOf({ before, text, look }: Row, width: number, paint: Paint): readonly string[] {
  const indent = columnsOf(before);
  if (width - indent < fewest) {
    const below = '      ';
    return [
      ...wrapped(before.trim(), width - 2).map((line) => `  ${line}`),
      ...wrapped(text, width - below.length).map((line) => below + paint(look, line)),
    ];
  }
  return wrapped(text, width - indent).map((line, at) => filled(at === 0 ? before : '', indent) + paint(look, line));
}
