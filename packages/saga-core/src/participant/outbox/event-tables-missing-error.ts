/** The database lacks a table, or a column of it, that events are kept in. */
export class EventTablesMissingError extends Error {
  override readonly name = 'EventTablesMissingError';
  readonly code = 'EVENT_TABLES_MISSING';

  constructor(table: string, schema: string, options: ErrorOptions) {
    super(
      `The table ${table} can't be used: it is missing, older than this version of saga-core, or this role has no rights to it. Run \`${schema}\` as a migration, and grant what its documentation says.`,
      options,
    );
  }
}
