import { BarrierTableError } from './barrier-table-error.ts';
import type { Transaction } from './transaction.ts';

// Names are looked up as the barrier's own statements look them up, by the search path.
const columns = 'saga_id, step, operation, key, outcome, closed_by, code, detail, response, created_at'.split(', ');
const rights = ['SELECT', 'INSERT', 'UPDATE', 'DELETE'];

const look = `WITH barrier AS (SELECT to_regclass('saga_barrier') AS id)
  SELECT id IS NOT NULL AS exists, current_user AS role,
    ARRAY(SELECT name FROM unnest($1::text[]) AS name WHERE NOT EXISTS (
      SELECT FROM pg_attribute WHERE attrelid = id AND attname = name AND NOT attisdropped)) AS "lacksColumns",
    ARRAY(SELECT name FROM unnest($2::text[]) AS name WHERE NOT has_table_privilege(id, name)) AS "lacksRights",
    EXISTS (SELECT FROM pg_index WHERE indrelid = id AND indisunique AND indisvalid AND indpred IS NULL AND ARRAY(
      SELECT attname::text FROM pg_attribute WHERE attrelid = id AND attnum = ANY(indkey) ORDER BY attname
    ) = ARRAY['operation', 'saga_id', 'step']) AS "isUnique"
  FROM barrier`;

interface Look {
  readonly exists: boolean;
  readonly role: string;
  readonly lacksColumns: readonly string[];
  readonly lacksRights: readonly string[];
  readonly isUnique: boolean;
}

/**
 * Checks that this database has the barrier's table as this version of saga-core needs it, and that this role may use it. Call it when
 * the participant starts: without it the first call would tell, and be in doubt.
 *
 * @throws BarrierTableError that says all that is missing
 *
 * @example
 * ```ts
 * await checkBarrierTable(pool);
 * app.listen(port);
 * ```
 */
export async function checkBarrierTable(pool: Transaction): Promise<void> {
  const { rows } = await pool.query(look, [columns, rights]);
  const [found] = rows as readonly Look[];
  if (!found?.exists) throw new BarrierTableError(['the table itself, or the right to use its schema']);
  const { role, lacksColumns, lacksRights, isUnique } = found;
  const missing = [
    ...lacksColumns.map((name) => `the column ${name}`),
    ...(isUnique || lacksColumns.length > 0 ? [] : ['the primary key (saga_id, step, operation)']),
    ...lacksRights.map((right) => `the right of role ${role} to ${right}`),
  ];
  if (missing.length > 0) throw new BarrierTableError(missing);
}
