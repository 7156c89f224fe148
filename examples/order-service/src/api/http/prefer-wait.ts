/** The longest that a client may ask to wait, in seconds. */
const longestWaitSeconds = 30;

// A comma or semicolon inside a quoted string separates nothing. A string that is never closed goes to the end.
const quoted = String.raw`"(?:[^"\\]|\\.?)*(?:"|$)`;
const preferences = new RegExp(`(?:${quoted}|[^",])+`, 'gs');
const beforeParameters = new RegExp(`^(?:${quoted}|[^";])*`, 's');

/**
 * Reads `wait=N` from a `Prefer` header (RFC 7240): how many seconds the client would like to wait for the ending.
 * Other preferences are passed over, as the RFC asks; of two `wait`s the first counts.
 *
 * @returns `undefined` when no `wait` is there, `'malformed'` when N is not a whole number from 0 to 30.
 */
export function preferWait(header: string | undefined): number | undefined | 'malformed' {
  for (const preference of header?.match(preferences) ?? []) {
    const [token = ''] = beforeParameters.exec(preference) ?? [];
    const [name, value] = token.split('=', 2).map((part) => part.trim());
    if (name?.toLowerCase() !== 'wait') continue;
    const seconds = value?.match(/^("?)(\d{1,4})\1$/)?.[2];
    return seconds === undefined || Number(seconds) > longestWaitSeconds ? 'malformed' : Number(seconds);
  }
  return undefined;
}
