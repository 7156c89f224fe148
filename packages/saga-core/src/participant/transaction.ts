/**
 * An open database transaction, as far as the barrier needs one. A `pg` client is one as it is; a query builder's transaction
 * needs a line around it. A text that comes without values may hold more than one statement, as PostgreSQL's simple queries may.
 *
 * @example
 * ```ts
 * const tx: Transaction = { query: (text, values = []) => trx.executeQuery(CompiledQuery.raw(text, [...values])) }; // Kysely
 * ```
 */
export interface Transaction {
  query(text: string, values?: readonly unknown[]): Promise<{ readonly rows: readonly unknown[] }>;
}
