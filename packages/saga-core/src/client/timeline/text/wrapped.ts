import { charactersOf, columnsOf } from './columns.ts';

/** A text in lines of at most so many columns, broken between words, and within one that is wider than a line. */
export function wrapped(text: string, columns: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (columnsOf(longer) <= columns) {
      line = longer;
      continue;
    }
    if (line !== '') lines.push(line);
    const [last = '', ...full] = pieces(word, columns).toReversed();
    lines.push(...full.toReversed());
    line = last;
  }
  return [...lines, line];
}

function pieces(word: string, columns: number): readonly string[] {
  const made: string[] = [];
  let piece = '';
  for (const character of charactersOf(word)) {
    if (piece !== '' && columnsOf(piece + character) > columns) {
      made.push(piece);
      piece = '';
    }
    piece += character;
  }
  return [...made, piece];
}
