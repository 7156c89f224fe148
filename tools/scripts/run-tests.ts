import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type RunEnd, type Tally, verdictOf } from './tally.ts';

const vitest = fileURLToPath(new URL('../../node_modules/vitest/vitest.mjs', import.meta.url));

/**
 * Runs the tests under a folder and prints `N passed, N failed` as the very last line, alone on it and without colours,
 * whatever happened: it is printed once the run's process is gone. Gives the exit code; it is 0 only when nothing failed.
 */
export async function runTests(root: string, parameters: readonly string[]): Promise<number> {
  const child = spawn(process.execPath, [vitest, 'run', '--root', root, ...parameters], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    cwd: root,
    // The tests start hundreds of processes, and each reads the same files.
    env: { NODE_COMPILE_CACHE: join(root, 'node_modules/.cache/compiled'), ...process.env },
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill(signal));
  let tally: Tally | undefined;
  child.on('message', (message) => {
    tally = message as Tally;
  });
  const end = await new Promise<RunEnd>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ code, signal }));
  });
  const { remark, passed, failed } = verdictOf(tally, end);
  // On a line of its own, even if the run broke off in the middle of one.
  console.log(`\n${remark === undefined ? '' : `${remark}\n`}${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : end.code || 1;
}
