import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, inject, onTestFinished } from 'vitest';
import type { Bank } from './bank.ts';

const program = fileURLToPath(new URL('process/adaptive-worker.ts', import.meta.url));

/** Starts a worker of the ledger's sagas as a process of its own, which ends with the test at the latest. */
export async function startAdaptiveWorker(
  { url }: Pick<Bank, 'url'>,
  taskQueue: string,
  cache: 'none' | 'default' = 'default',
): Promise<ChildProcess> {
  const { temporalAddress } = inject('localStack');
  const worker = fork(program, [temporalAddress, inject('workflowBundlePath'), url, cache, taskQueue]);
  onTestFinished(() => void worker.kill('SIGKILL'));
  expect(await once(worker, 'message')).toEqual(['ready', undefined]);
  return worker;
}
