import { randomUUID } from 'node:crypto';
import { createDatabase, type DatabaseVariable, serviceDatabases } from '@saga/local-stack';
import { inject } from 'vitest';
import type {} from '../../../../workers/test/bundle-once.ts';
import type { HttpProcessName } from '../../src/start/process-name.ts';
import { type RunningSystem, startEverything } from '../../src/start/start-everything.ts';

/** The example's processes on the test run's Temporal and Postgres, apart from every other test's. */
export interface TestSystem {
  readonly system: RunningSystem;
  readonly databaseUrls: Readonly<Record<DatabaseVariable, string>>;
  /** What the processes logged so far, for when a test fails. */
  readonly log: readonly string[];
  stop(): Promise<void>;
}

/** Starts them with databases, each with an owner and a role to run as, and a task queue of their own, on free ports. */
export async function startTestSystem(
  options: { readonly only?: readonly HttpProcessName[]; readonly environment?: Readonly<Record<string, string>> } = {},
): Promise<TestSystem> {
  const { temporalAddress, postgresAdminUrl } = inject('localStack');
  const databases = await Promise.all(
    serviceDatabases.map(async (service) => ({ ...service, database: await createDatabase(postgresAdminUrl) })),
  );
  const databaseUrls = Object.fromEntries(databases.map(({ variable, database }) => [variable, database.runtimeUrl]));
  const owners = Object.fromEntries(databases.map(({ ownerVariable, database }) => [ownerVariable, database.url]));
  const drop = () => Promise.all(databases.map(({ database }) => database.drop()));
  const log: string[] = [];
  try {
    const system = await startEverything({
      environment: {
        PATH: process.env.PATH,
        HOME: process.env.HOME,
        NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
        LOG_LEVEL: 'warn',
        WORKFLOW_BUNDLE: inject('workerBundle'),
        ...options.environment,
      },
      stack: {
        TEMPORAL_ADDRESS: temporalAddress,
        TEMPORAL_TASK_QUEUE: `orders-${randomUUID()}`,
        ...databaseUrls,
        ...owners,
      },
      portOf: () => 'free',
      onLog: (_name, line) => log.push(line),
      onSaid: (line) => log.push(line),
      ...(options.only && { only: options.only }),
    });
    return {
      system,
      databaseUrls: databaseUrls as Record<DatabaseVariable, string>,
      log,
      stop: async () => {
        await system.kill();
        await drop();
      },
    };
  } catch (error) {
    await drop();
    throw error;
  }
}
