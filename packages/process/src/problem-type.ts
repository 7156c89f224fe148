/** Gives the URI that is a problem's `type` (RFC 9457), by its code. */
export type ProblemType = (code: string) => string;

/** `urn:saga:problem:too-many-requests`: a name, for a process that has no page about it. */
export const urnProblemType: ProblemType = (code) => `urn:saga:problem:${kebabCase(code)}`;

/**
 * Types that are pages.
 *
 * @example
 * problemTypeUnder('/api/v1/problems')('KEY_REUSED'); // '/api/v1/problems/key-reused'
 */
export function problemTypeUnder(prefix: string): ProblemType {
  return (code) => `${prefix}/${kebabCase(code)}`;
}

function kebabCase(code: string): string {
  return code.toLowerCase().replaceAll('_', '-');
}
