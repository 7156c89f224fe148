/** PostgreSQL's undefined_table, undefined_column and insufficient_privilege. */
const states: readonly unknown[] = ['42P01', '42703', '42501'];

/** @internal */
export function lacksTable(error: unknown): boolean {
  return error instanceof Error && 'code' in error && states.includes(error.code);
}
