// Controls, unassigned and private characters, halves of surrogate pairs, marks that turn the direction of text, line separators:
// a terminal obeys them, or nobody sees them.
const commanding = /[\p{C}\p{Zl}\p{Zp}]/gu;

/**
 * Text that somebody else wrote, such that a terminal only shows it: whatever it would obey stands there as an escape.
 * Nothing is cut, since command lines and JSON must stay whole.
 *
 * @example
 * ```ts
 * printable('gone\u001b[2J'); // 'gone\\u001b[2J'
 * ```
 */
export function printable(text: string): string {
  return text.replace(commanding, escaped);
}

/** The same for JSON, which it leaves as valid and as true as it was. Its line ends stand only between values. */
export function printableJson(json: string): string {
  return json.replace(commanding, (character) => (character === '\n' ? character : escaped(character)));
}

// As JSON writes them: a character beyond the first 65,536 as its two halves.
function escaped(character: string): string {
  return [...Array(character.length).keys()]
    .map((index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`)
    .join('');
}
