import { charactersOf, columnsOf } from './columns.ts';

/** A text in lines of at most so many columns, broken between words, and within one that is wider than a line. */
export function wrapped(text: string, columns: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  let filled = 0;
  for (const word of text.split(' ')) {
    const width = columnsOf(word);
    const gap = line === '' ? '' : ' ';
    if (filled + gap.length + width <= columns) {
      line += gap + word;
      filled += gap.length + width;
      continue;
    }
    if (line !== '') lines.push(line);
    const [last = '', ...full] = pieces(word, columns).toReversed();
    lines.push(...full.toReversed());
    line = last;
    filled = columnsOf(last);
  }
  return [...lines, line];
}

function pieces(word: string, columns: number): readonly string[] {
  const made: string[] = [];
  let piece = '';
  let filled = 0;
  for (const character of charactersOf(word)) {
    const width = columnsOf(character);
    if (piece !== '' && filled + width > columns) {
      made.push(piece);
      piece = '';
      filled = 0;
    }
    piece += character;
    filled += width;
  }
  return [...made, piece];
}
