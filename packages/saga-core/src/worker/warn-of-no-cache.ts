import { Runtime } from '@temporalio/worker';
import type { ExportedSaga } from './exported-sagas.ts';

/**
 * Warns in the runtime's log of a worker that keeps no workflow in memory and would try calls locally. Seen with Temporal's SDK
 * 1.24: while one saga's calls are tried, the workflow tasks of others wait in the worker until they time out, ten seconds each.
 */
export function warnOfNoCache(maxCachedWorkflows: number | undefined, sagas: readonly ExportedSaga[]): void {
  if (maxCachedWorkflows !== 0) return;
  const names = sagas
    .filter(({ definitions }) =>
      definitions.some(({ steps }) => steps.some(({ run }) => run.kind === 'call' && run.policy.local)),
    )
    .map(({ exportName }) => exportName);
  if (names.length === 0) return;
  Runtime.instance().logger.warn(
    `maxCachedWorkflows is 0, and calls of ${names.join(', ')} are tried locally: their workflow tasks will hold up each other, until some time out. Leave it out, or give those sagas \`execution: 'activity'\`.`,
  );
}
