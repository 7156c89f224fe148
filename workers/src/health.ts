import type { HealthChecks } from '@saga/process';
import type { NativeConnection, Worker } from '@temporalio/worker';
import type { WorkerConfig } from './config.ts';

/** What the health checks ask. */
export interface HealthOptions {
  readonly connection: NativeConnection;
  /** The one that the worker works in. */
  readonly namespace: string;
  readonly worker: Worker;
  readonly serviceUrls: WorkerConfig['serviceUrls'];
}

const patienceMilliseconds = 2_000;

/**
 * What the worker needs: itself polling, Temporal, and each participant reachable. A participant's own trouble, such as
 * its database, is not the worker's: it is asked whether it lives, and its calls are retried meanwhile.
 */
export function healthChecks({ connection, namespace, worker, serviceUrls }: HealthOptions): HealthChecks {
  const services = Object.entries(serviceUrls).map(([name, url]) => [name, () => lives(url)] as const);
  return {
    worker: async () => {
      const state = worker.getState();
      if (state !== 'RUNNING') throw new Error(`The worker is ${state}.`);
    },
    // Of the namespace, and not of the server: that would answer without its storage, and whatever the namespace is called.
    temporal: () =>
      connection.withDeadline(Date.now() + patienceMilliseconds, () =>
        connection.workflowService.describeNamespace({ namespace }),
      ),
    ...Object.fromEntries(services),
  };
}

async function lives(baseUrl: string): Promise<void> {
  const base = baseUrl.endsWith('/') ? baseUrl : `${baseUrl}/`;
  const signal = AbortSignal.timeout(patienceMilliseconds);
  const response = await fetch(new URL('health/live', base), { redirect: 'error', signal });
  await response.body?.cancel();
  if (!response.ok) throw new Error(`It answered ${response.status}.`);
}
