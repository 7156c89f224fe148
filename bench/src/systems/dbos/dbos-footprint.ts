import type pg from 'pg';
import type { Footprint } from '../system.ts';

/** The rows that DBOS keeps of one workflow: its own, and one per step. Indexes and write-ahead log come on top. */
export async function dbosFootprint(pool: pg.Pool, id: string): Promise<Footprint> {
  const { rows } = await pool.query<{ kind: string; rows: string; bytes: string | null }>(
    `select 'workflow_status' kind, count(*) as rows, sum(pg_column_size(w.*)) as bytes
       from dbos.workflow_status w where workflow_uuid = $1
     union all
     select 'operation_outputs', count(*), sum(pg_column_size(o.*)) from dbos.operation_outputs o where workflow_uuid = $1`,
    [id],
  );
  return {
    events: rows.reduce((total, row) => total + Number(row.rows), 0),
    bytes: rows.reduce((total, row) => total + Number(row.bytes), 0),
    kinds: Object.fromEntries(rows.map((row) => [row.kind, Number(row.rows)])),
  };
}
