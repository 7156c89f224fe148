import type { Pool } from 'pg';
import type { ConformanceOperation, ConformanceReport } from 'saga-core/conformance';

/** What the kit is told of the participants of these tests. */
export function attackedOperations(pool: Pool) {
  const observe: ConformanceOperation['observe'] = async ({ sagaId }) => {
    const { rows } = await pool.query<{ sum: number }>(
      'SELECT coalesce(sum(amount), 0)::int AS sum FROM effects WHERE saga_id = $1',
      [sagaId],
    );
    return rows[0]?.sum ?? 0;
  };
  const run: ConformanceOperation['run'] = ({ id }) => ({ path: `/${id}/run`, body: {} });
  const refuse: ConformanceOperation['run'] = ({ id }) => ({ path: `/${id}/run`, body: { refuse: true } });
  return {
    reserve: {
      run,
      compensate: ({ id }) => ({ path: `/${id}/compensate` }),
      fence: run,
      refuse,
      refuseCompensation: ({ id }) => ({ path: `/${id}/compensate`, body: { refuse: true } }),
      observe,
    },
    settle: { run, refuse, observe, mustSucceed: true },
  } satisfies Record<string, ConformanceOperation>;
}

/** The guarantees that failed, each with its operation. */
export function failedIn({ guarantees }: ConformanceReport): readonly string[] {
  return guarantees
    .filter(({ verdict }) => verdict === 'fail')
    .map(({ operation, guarantee }) => `${operation} ${guarantee}`);
}
