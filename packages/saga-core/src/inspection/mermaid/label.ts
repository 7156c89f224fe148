/**
 * Lines of text as a label of Mermaid's: in quotes, and everything that could mean something to Mermaid, to Markdown or to HTML
 * as a numeric entity. See "Entity codes to escape characters" in Mermaid's documentation of flowcharts.
 */
export function label(...lines: readonly string[]): string {
  return `"${lines.map(escaped).join('<br/>')}"`;
}

function escaped(text: string): string {
  // Half a surrogate pair is no character, and a control character is none that anybody sees.
  return [...text.toWellFormed()].map((character) => (isPlain(character) ? character : entity(character))).join('');
}

function isPlain(character: string): boolean {
  return /^[\p{L}\p{M}\p{N} .,:?-]$/u.test(character);
}

function entity(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return /\p{C}/u.test(character) ? `#92;u${code.toString(16).padStart(4, '0')}` : `#${code};`;
}
