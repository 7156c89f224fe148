import { setTimeout as delay } from 'node:timers/promises';
import { isRunning, worksInside } from '../process-identity.ts';

/** Who ran in a stack's folder. */
export interface RunningRecord {
  readonly parent: number;
  readonly temporal: number | null;
  readonly postgres: number | null;
}

/** Stops the servers that outlived their keeper. A process that is not of this folder is left alone, whatever its id. */
export async function endLeftovers(folder: string, record: RunningRecord | undefined): Promise<void> {
  if (!record) return;
  await Promise.all([end(record.temporal, 'SIGTERM', folder), end(record.postgres, 'SIGINT', folder)]);
}

async function end(pid: number | null, signal: NodeJS.Signals, folder: string): Promise<void> {
  if (pid === null || !(await worksInside(pid, folder))) return;
  const until = Date.now() + 10_000;
  send(pid, signal);
  while (isRunning(pid)) {
    if (Date.now() > until) send(pid, 'SIGKILL');
    await delay(50);
  }
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error; // It ended meanwhile.
  }
}
