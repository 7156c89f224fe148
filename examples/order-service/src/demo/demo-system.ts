import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { printProgress, startLocalStack } from '@saga/local-stack';
import { ProcessLogs } from '../start/process-logs.ts';
import { type RunningSystem, startEverything } from '../start/start-everything.ts';

/** Everything that the demo runs on. */
export interface DemoSystem {
  readonly system: RunningSystem;
  readonly logFolder: string;
  /** Stops all of it. The logs stay when something went wrong. */
  stop(options: { readonly keepLogs: boolean }): Promise<void>;
}

/** Starts a temporary Temporal and Postgres and all processes on them, and tells of it on stderr. */
export async function startDemoSystem(environment: NodeJS.ProcessEnv, signal: AbortSignal): Promise<DemoSystem> {
  const progress = printProgress(process.stderr);
  const stack = await startLocalStack({
    environment,
    temporalPort: { preferably: 7233 },
    postgresPort: { preferably: 5432 },
    onProgress: progress.show,
    signal,
  });
  let logs: ProcessLogs | undefined;
  try {
    logs = await ProcessLogs.open(await mkdtemp(join(tmpdir(), 'saga-demo-logs-')));
    progress.show('Starting the services, a worker and the API…');
    const system = await startEverything({
      environment,
      stack: stack.env,
      revive: true,
      onLog: logs.write,
      // The demo takes any port there is: the advice to set one is for those who start a process alone.
      onSaid: (line) => progress.show(line.replace(/ Set PORT to choose one\.$/, '')),
      signal,
    });
    progress.end();
    const { folder } = logs;
    return {
      system,
      logFolder: folder,
      stop: async ({ keepLogs }) => {
        await system.stop();
        await stack.stop();
        await logs?.close();
        if (!keepLogs) await rm(folder, { recursive: true, force: true });
      },
    };
  } catch (error) {
    progress.end();
    await stack.stop();
    await logs?.close();
    if (logs) await rm(logs.folder, { recursive: true, force: true });
    throw error;
  }
}
