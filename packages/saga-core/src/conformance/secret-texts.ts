const secretName = /auth|cookie|token|secret|passw|signature|credential|session|jwt|(?<!idempotency-)key/i;

/** What a value says of itself: a scheme of RFC 9110 that carries proof, or a JSON Web Token. */
const secretValue = /^(?:bearer|basic|digest|token)\s|^eyJ/i;

/** `staging`, `application/json`: found in every other sentence, and no proof of anything. */
const words = /^[a-z]{1,16}(?:[-_./+, ;][a-z]{1,16}){0,3}$/i;

/** What is shorter would be found in every other word. @internal */
export const shortestSecret = 8;

/** @internal */
export function isSecretName(name: string): boolean {
  return secretName.test(name);
}

/** Whether a header proves who sends it, by its name or by its value. @internal */
export function looksSecret(name: string, value: string): boolean {
  return isSecretName(name) || secretValue.test(value);
}

/** The parts of a header's value by which somebody may say it again. @internal */
export function secretTexts(name: string, value: string): readonly string[] {
  const parts = value.split(/[\s,;]+/).flatMap((part) => [part, part.slice(part.indexOf('=') + 1)]);
  const bare = parts.map((part) => part.replace(/^"(.*)"$/, '$1'));
  const texts = [value, ...bare, ...ofBasic(value)].filter((text) => text.length >= shortestSecret);
  return looksSecret(name, value) ? texts : texts.filter((text) => !words.test(text));
}

/** As it stands, within JSON, within a URL, and in base64. @internal */
export function formsOf(text: string): readonly string[] {
  const base64 = Buffer.from(text).toString('base64').replace(/=+$/, '');
  const base64url = base64.replaceAll('+', '-').replaceAll('/', '_');
  return [text, JSON.stringify(text).slice(1, -1), encodeURIComponent(text), base64, base64url];
}

/** RFC 7617: user and password stand in it in base64. */
function ofBasic(value: string): readonly string[] {
  const encoded = /^basic\s+(\S+)$/i.exec(value)?.[1];
  if (encoded === undefined) return [];
  const pair = Buffer.from(encoded, 'base64').toString();
  return [pair, pair.slice(pair.indexOf(':') + 1)];
}
