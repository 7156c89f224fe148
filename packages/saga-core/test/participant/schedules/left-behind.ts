import type { Ledger } from '../open-ledger.ts';
import type { LeftBehind } from './order-in-memory.ts';

/** Reads what a saga's calls have left in the database. */
export async function leftBehind({ pool, effectsOf }: Ledger, sagaId: string): Promise<LeftBehind> {
  const { rows } = await pool.query<{ line: string }>(
    `SELECT concat_ws(' ', operation, outcome, key, coalesce(closed_by, ''), coalesce(code, ''), coalesce(response::text, '')) AS line
     FROM saga_barrier WHERE saga_id = $1`,
    [sagaId],
  );
  return { effects: await effectsOf(sagaId), rows: rows.map(({ line }) => line).sort() };
}
