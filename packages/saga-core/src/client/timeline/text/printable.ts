const most = 1_000;

/**
 * Text that somebody else wrote (a failure's message, a person's reason), such that a terminal only shows it: what it would obey,
 * and what nobody sees, stands there as an escape. What is longer than a thousand characters is cut, and says so.
 */
export function printable(text: string): string {
  const characters = [...text];
  const shown = characters
    .slice(0, most)
    .map((character) => (/[\p{C}\p{Zl}\p{Zp}]/u.test(character) ? escaped(character) : character));
  const rest = characters.length - most;
  return rest > 0 ? `${shown.join('')}… (${rest} characters more)` : shown.join('');
}

function escaped(character: string): string {
  if (character === '\n') return '\\n';
  const code = (character.codePointAt(0) ?? 0).toString(16);
  return code.length > 4 ? `\\u{${code}}` : `\\u${code.padStart(4, '0')}`;
}
