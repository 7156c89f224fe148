// Controls, unassigned and private characters, halves of surrogate pairs, marks that turn the direction of text, line separators:
// nobody sees them, or they show something else than what is there. Line ends stay.
const unseen = /(?!\n)[\p{C}\p{Zl}\p{Zp}]/gu;

/** Text that somebody else wrote, such that one sees what it is: characters that nobody sees stand there as escapes, like `\u202e`. */
export function printable(text: string): string {
  return text.replace(unseen, escaped);
}

// As JSON writes them, so that JSON stays as valid and as true as it was.
function escaped(character: string): string {
  return [...Array(character.length).keys()]
    .map((index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`)
    .join('');
}
