import { type LocalStack, serviceDatabases, startLocalStack } from '@saga/local-stack';

/** What the measurements need of the local stack, all of it for them alone. */
export interface BenchStack {
  readonly temporalAddress: string;
  readonly temporalVersion: string;
  readonly temporalPid: number;
  readonly postgresPid: number | undefined;
  readonly postgresAdminUrl: string | undefined;
  readonly stop: () => Promise<void>;
}

/**
 * Starts a Temporal with its data in a file, and a Postgres if one is needed. Servers that the environment names are left
 * alone: what is measured must be known, and its processes must be reachable.
 */
export async function openStack(options: {
  readonly postgres: boolean;
  readonly signal: AbortSignal;
  readonly onProgress: (text: string) => void;
}): Promise<BenchStack> {
  const environment = { ...process.env };
  for (const { variable } of serviceDatabases) delete environment[variable];
  delete environment.TEMPORAL_ADDRESS;
  const stack: LocalStack = await startLocalStack({
    environment,
    temporalStorage: 'file',
    databases: options.postgres ? ['ORDER_DATABASE_URL'] : [],
    onProgress: options.onProgress,
    signal: options.signal,
  });
  const { temporalSource, pids } = stack;
  return {
    temporalAddress: stack.temporalAddress,
    temporalVersion: 'version' in temporalSource ? temporalSource.version : 'unknown',
    temporalPid: pids.temporal ?? 0,
    postgresPid: pids.postgres ?? undefined,
    postgresAdminUrl: stack.postgresAdminUrl,
    stop: () => stack.stop(),
  };
}
