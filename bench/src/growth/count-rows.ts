import { DatabaseSync } from 'node:sqlite';
import { setTimeout } from 'node:timers/promises';

const listedWithinMs = 10_000;

/** The rows of each table of Temporal's database. It has the same tables as its Postgres and MySQL schemas. */
export function countRows(databaseFile: string): Readonly<Record<string, number>> {
  const database = new DatabaseSync(databaseFile, { readOnly: true });
  try {
    const tables = database.prepare("select name from sqlite_master where type = 'table' order by name").all();
    // SQLite's own full-text tables are no part of other schemas; the server's tasks go when they are done.
    const kept = tables.filter(({ name }) => !/_fts_|_tasks$/.test(String(name)));
    return Object.fromEntries(
      kept.map(({ name }) => {
        const counted = database.prepare(`select count(*) as rows from "${name}"`).get();
        return [String(name), Number(counted?.rows)];
      }),
    );
  } finally {
    database.close();
  }
}

/** Tables that grew, and by how many rows for each saga. */
export function rowsPerSaga(
  before: Readonly<Record<string, number>>,
  after: Readonly<Record<string, number>>,
  sagas: number,
): Readonly<Record<string, number>> {
  const grown = Object.entries(after).flatMap(([table, rows]) => {
    const more = (rows - (before[table] ?? 0)) / sagas;
    // A row now and then is the server's own.
    return more >= 0.5 ? [[table, Math.round(more * 10) / 10] as const] : [];
  });
  return Object.fromEntries(grown);
}

/** The rows, as soon as so many sagas stand in Temporal's list: the server writes that row after all others. */
export async function whenListed(databaseFile: string, sagas: number): Promise<Readonly<Record<string, number>>> {
  const deadline = Date.now() + listedWithinMs;
  for (;;) {
    const rows = countRows(databaseFile);
    if ((rows.executions_visibility ?? 0) >= sagas || Date.now() > deadline) return rows;
    await setTimeout(100);
  }
}
