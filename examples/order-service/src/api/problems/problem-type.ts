/** Where the pages of problems are. */
export const problemsPath = '/api/v1/problems';

/** The `type` of a problem with this code: the path of its page (RFC 9457, section 3.1.1). */
export function problemType(code: string): string {
  return `${problemsPath}/${code.toLowerCase().replaceAll('_', '-')}`;
}
